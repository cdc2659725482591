"""Why a comment was removed, in the words of the field."""

from django.db import models
from django.utils.translation import gettext_lazy


class ReasonCode(models.TextChoices):
    """Labels are for moderators; READER_WORDS says the same to readers, of the words alone."""

    OFFENSIVE = "offensive", gettext_lazy("Offensive")
    ABUSIVE = "abusive", gettext_lazy("Abusive")
    HATE_SPEECH = "hate_speech", gettext_lazy("Hate speech")
    HARASSMENT = "harassment", gettext_lazy("Harassment")
    THREAT = "threat", gettext_lazy("Threat")
    PROFANITY = "profanity", gettext_lazy("Profanity")
    SPAM = "spam", gettext_lazy("Spam")
    BANNED_WORD = "banned_word", gettext_lazy("Banned word")
    OFF_TOPIC = "off_topic", gettext_lazy("Off topic")
    MISINFORMATION = "misinformation", gettext_lazy("Misinformation")
    PERSONAL_DATA = "personal_data", gettext_lazy("Personal data")
    ILLEGAL_CONTENT = "illegal_content", gettext_lazy("Illegal content")
    OTHER = "other", gettext_lazy("Other")


READER_WORDS = {
    ReasonCode.OFFENSIVE: gettext_lazy("offends without need"),
    ReasonCode.ABUSIVE: gettext_lazy("attacks a person"),
    ReasonCode.HATE_SPEECH: gettext_lazy("attacks people for who they are"),
    ReasonCode.HARASSMENT: gettext_lazy("goes after somebody again and again"),
    ReasonCode.THREAT: gettext_lazy("threatens"),
    ReasonCode.PROFANITY: gettext_lazy("swears"),
    ReasonCode.SPAM: gettext_lazy("advertises or repeats"),
    ReasonCode.BANNED_WORD: gettext_lazy("uses a word this site does not print"),
    ReasonCode.OFF_TOPIC: gettext_lazy("is not about the article"),
    ReasonCode.MISINFORMATION: gettext_lazy("states as fact what is shown to be false"),
    ReasonCode.PERSONAL_DATA: gettext_lazy("gives away somebody’s personal data"),
    ReasonCode.ILLEGAL_CONTENT: gettext_lazy("may break the law"),
    ReasonCode.OTHER: gettext_lazy("breaks the house rules"),
}
