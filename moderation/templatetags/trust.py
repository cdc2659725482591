"""How far a reporter can be trusted, in templates."""

from django import template

from moderation import order_words

register = template.Library()

register.filter("trust_word", order_words.trust_word)
register.filter("trust_reason", order_words.trust_reason)
