"""How log lines look: JSON for machines, or in DEBUG for people."""

import sys

import structlog
from structlog.typing import EventDict, Processor

from config.logs.private import clean_event
from config.logs.traces import format_error


def readable(logger, method: str, event: EventDict) -> str:
    """One line for people, and a trace below it where there is one."""
    trace = event.pop("trace", [])
    head = " ".join(
        str(event.pop(key)) for key in ("timestamp", "level", "logger", "event") if key in event
    )
    rest = " ".join(f"{key}={value}" for key, value in event.items())
    return "\n".join([f"{head} {rest}".rstrip(), *trace])


def gather() -> list[Processor]:
    """What a line is made of: whose it is, how bad, who says it."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]


def formatter(*, readable_lines: bool) -> dict:
    """The last steps, the same for our lines and for those of libraries."""
    as_json = structlog.processors.JSONRenderer(sort_keys=True)
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            format_error,
            clean_event,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            readable if readable_lines else as_json,
        ],
        "foreign_pre_chain": gather(),
        "use_get_message": True,
    }


def logging_settings(*, readable_lines: bool) -> dict:
    """For LOGGING. Everything goes to stderr, through the same steps, whoever logs it."""
    structlog.configure(
        processors=[*gather(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = {
        "class": "logging.StreamHandler",
        "stream": sys.stderr,
        "formatter": "line",
        "filters": ["quote"],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"quote": {"()": "config.logs.foreign.Quote"}},
        "formatters": {"line": formatter(readable_lines=readable_lines)},
        "handlers": {"stderr": handler},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # 4xx answers have a line of their own; Django would log each as a warning.
            "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
