"""The language a comment is written in."""

import ast
from pathlib import Path

import django
import pytest

from moderation.scoring import tongues

WRITTEN = {
    "en": "You don't know what you are talking about, mate.",
    "de": "Das ist doch kein Argument, und das wissen Sie auch.",
    "fr": "Je ne vois pas pourquoi il faudrait encore payer pour ça.",
    "es": "No entiendo por qué nadie dice nada sobre los precios.",
    "pt": "Não percebo porque é que ninguém fala disso na câmara.",
    "it": "Non capisco perché nessuno parla mai di questo problema.",
    "nl": "Ik begrijp niet waarom niemand daar iets van zegt.",
    "sv": "Jag förstår inte varför ingen säger något om det här.",
    "da": "Jeg forstår ikke, hvorfor der ikke er nogen, der siger noget.",
    "nb": "Jeg forstår ikke hvorfor det ikke er noen som sier noe om dere.",
    "fi": "En ymmärrä, miksi kukaan ei sano tästä mitään.",
    "pl": "Nie rozumiem, dlaczego nikt nic o tym nie mówi.",
    "cs": "Nechápu, proč o tom nikdo nic neříká.",
    "tr": "Bu konuda neden kimse bir şey söylemiyor, anlamıyorum.",
    "hu": "Nem értem, hogy miért nem mond erről senki semmit.",
    "ro": "Nu înțeleg de ce nimeni nu spune nimic despre asta.",
    "ru": "Не понимаю, почему об этом никто ничего не говорит.",
    "uk": "Не розумію, чому про це ніхто нічого не каже.",
    "el": "Δεν καταλαβαίνω γιατί κανείς δεν λέει τίποτα.",
    "he": "אני לא מבין למה אף אחד לא אומר כלום.",
    "ar": "لا أفهم لماذا لا يقول أحد شيئا عن هذا.",
    "fa": "نمی‌فهمم چرا هیچ‌کس چیزی نمی‌گوید.",
    "hi": "मुझे समझ नहीं आता कि कोई कुछ क्यों नहीं कहता।",
    "ja": "なぜ誰も何も言わないのか分かりません。",
    "zh": "我不明白为什么没有人说话。",
    "ko": "왜 아무도 말을 하지 않는지 모르겠어요.",
    "th": "ฉันไม่เข้าใจว่าทำไมไม่มีใครพูดอะไร",
}


def test_every_language_that_is_offered_is_told():
    assert {code: tongues.language(text) for code, text in WRITTEN.items()} == {
        code: code for code in tongues.known()
    }


@pytest.mark.parametrize(
    "text", ["", "   ", "12:30!!", "🙂🙂", "Idiot.", "Xyzzy plugh", "\u200b", "¿"]
)
def test_what_says_too_little_is_left_undetermined(text):
    assert tongues.language(text) == tongues.UNKNOWN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DAS IST DOCH KEIN ARGUMENT", "de"),
        ("It’s what they’ve always said", "en"),
        ("Siehe https://the.is.of/and/you das ist der Link", "de"),
        ("@the_is_of das ist nicht wahr", "de"),
        ("He said Δ is the change and I agree with that", "en"),
        ("Das ist " + "blah " * 10_000, "de"),
    ],
)
def test_case_addresses_and_single_strange_letters_do_not_count(text, code):
    assert tongues.language(text) == code


# Sentences that nobody wrote for this test: those that Django says to people.
@pytest.mark.parametrize(("code", "least"), [("de", 0.9), ("pt", 0.85), ("pl", 0.9), ("ru", 0.85)])
def test_sentences_of_another_hand_are_told(code, least):
    folder = Path(django.__file__).parent / "contrib/auth/locale" / code / "LC_MESSAGES"
    lines = (folder / "django.po").read_text(encoding="utf-8").splitlines()
    said = [ast.literal_eval(line.removeprefix("msgstr ")) for line in lines if "msgstr " in line]
    sentences = [sentence for sentence in said if len(sentence.split()) >= 5]

    right = [tongues.language(sentence) == code for sentence in sentences]

    assert len(right) >= 10
    assert sum(right) >= least * len(right)
