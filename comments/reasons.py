"""Why a comment was removed, in the words of the field."""

from django.db import models


class ReasonCode(models.TextChoices):
    """Labels are for moderators; READER_WORDS says the same to readers, of the words alone."""

    OFFENSIVE = "offensive", "Offensive"
    ABUSIVE = "abusive", "Abusive"
    HATE_SPEECH = "hate_speech", "Hate speech"
    HARASSMENT = "harassment", "Harassment"
    THREAT = "threat", "Threat"
    PROFANITY = "profanity", "Profanity"
    SPAM = "spam", "Spam"
    BANNED_WORD = "banned_word", "Banned word"
    OFF_TOPIC = "off_topic", "Off topic"
    MISINFORMATION = "misinformation", "Misinformation"
    PERSONAL_DATA = "personal_data", "Personal data"
    ILLEGAL_CONTENT = "illegal_content", "Illegal content"
    OTHER = "other", "Other"


READER_WORDS = {
    ReasonCode.OFFENSIVE: "offends without need",
    ReasonCode.ABUSIVE: "attacks a person",
    ReasonCode.HATE_SPEECH: "attacks people for who they are",
    ReasonCode.HARASSMENT: "goes after somebody again and again",
    ReasonCode.THREAT: "threatens",
    ReasonCode.PROFANITY: "swears",
    ReasonCode.SPAM: "advertises or repeats",
    ReasonCode.BANNED_WORD: "uses a word this site does not print",
    ReasonCode.OFF_TOPIC: "is not about the article",
    ReasonCode.MISINFORMATION: "states as fact what is shown to be false",
    ReasonCode.PERSONAL_DATA: "gives away somebody’s personal data",
    ReasonCode.ILLEGAL_CONTENT: "may break the law",
    ReasonCode.OTHER: "breaks the house rules",
}
