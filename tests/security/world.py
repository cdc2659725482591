"""Two sections with everything that a page can name in them, and one person for each role."""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from comments.models import (
    AuthorNotice,
    Comment,
    Cooling,
    Follow,
    NoticeMails,
    SiteNotice,
    Standing,
    Status,
    Tag,
    User,
    Vote,
)
from comments.privacy.addresses import key_of, period_of
from comments.services import report_comment
from moderation import roles, services
from moderation.models import (
    Action,
    Assignment,
    AuditDraw,
    HeatWarning,
    Page,
    PolicyVersion,
    RightsChange,
    SavedFilter,
    SecondReading,
    SiteModel,
    WorkerHeartbeat,
)
from moderation.services.limiting import limit
from moderation.services.policies import start_draft
from tests.factories import (
    ArticleFactory,
    SectionFactory,
    UserFactory,
    make_comment,
    make_item,
    make_staff,
)

PASSWORD = "correct horse battery"
NOTHING = 987654321  # no row has this id
ROLES = (
    *("anonymous", "reader", "banned", "former"),
    *("moderator_a", "moderator_b", "moderator", "lead", "administrator", "superuser"),
)


@dataclass
class Place:
    """What lies in one section, by the name of its model or of the address that names it."""

    ids: dict[str, object] = field(default_factory=dict)


@dataclass
class World:
    a: Place
    b: Place
    people: dict[str, User]
    own: dict[str, Comment]  # by role, in section A


def build() -> World:
    key_of(period_of(timezone.now()))  # Made by the first who comes in a month, whoever it is.
    a, b = furnish("Sport", "alpha"), furnish("Culture", "beta")
    people = make_people(a, b)
    article = ArticleFactory(section=a.ids["section_object"])
    own = {
        role: make_comment(f"Said by {role}.", article=article, author=person)
        for role, person in people.items()
    }
    return World(a, b, people, own)


def furnish(name: str, word: str) -> Place:
    section = SectionFactory(name=name, slug=name.lower())
    article = ArticleFactory(section=section, slug=f"story-{word}", headline=f"Story {word}")
    author, reporter = UserFactory(username=f"author-{word}"), UserFactory()
    boss = make_staff(roles.LEAD, username=f"boss-{word}")
    seen = make_comment(f"Seen {word}.", article=article, author=author)
    report = report_comment(seen, reporter=reporter, category="spam")
    item = make_item(
        make_comment(f"Fool {word}.", status=Status.HELD, article=article, author=author)
    )
    decided = make_item(make_comment(status=Status.HELD, article=article, author=author))
    done = services.decide_many([decided], moderator=boss, action=Action.APPROVE)
    drawn = AuditDraw.objects.create(
        comment=decided.comment,
        revision=decided.comment.revisions.get(),
        item=decided,
        rudeness=0.1,
        stratum=1,
        probability=0.5,
    )
    sanction = services.impose(author, kind="premoderation", reason=f"{word}.", moderator=boss)
    follow = Follow.objects.create(user=author, article=article)
    mails = NoticeMails.objects.create(user=author)
    AuthorNotice.objects.filter(recipient=author).delete()
    moderator = make_staff(username=f"local-{word}")
    return Place(
        {
            "section_object": section,
            "section": section.pk,
            "section_slug": section.slug,
            "article": article.pk,
            "article_slug": article.slug,
            "tag": Tag.objects.create(name=word, slug=word).pk,
            "sitenotice": SiteNotice.objects.create(text=f"Note on {word}.").pk,
            "group": Group.objects.get(name=roles.READER).pk,
            "user": author.pk,
            "comment": seen.pk,
            "held_comment": item.comment_id,
            "commentrevision": seen.revisions.get().pk,
            "report": report.pk,
            "vote": Vote.objects.create(user=reporter, comment=seen, value=1).pk,
            "reviewitem": item.pk,
            "decision": done.decided[0].pk,
            "batch": done.batch,
            "score": item.score_id,
            "flag": item.flags.get().pk,
            "sanction": sanction.pk,
            "follow": follow.pk,
            "follow_token": follow.token,
            "mails_token": mails.token,
            "cooldown": services.cool_down(
                article, kind=Cooling.HOLD, time=timedelta(minutes=30), moderator=boss
            ).pk,
            "sitemodel": SiteModel.objects.create(
                scorer=f"site@{word}",
                general="none@0",
                card={"data": {}, "limits": {"live": [0, 1], "candidate": [0, 1]}},
                weights=b"",
                last_label_at=timezone.now(),
            ).pk,
            "heatwarning": HeatWarning.objects.create(article=article).pk,
            "auditdraw": drawn.pk,
            "secondreading": SecondReading.objects.create(
                first=done.decided[0], comment=decided.comment, item=decided, probability=1
            ).pk,
            "assignment": Assignment.objects.create(moderator=moderator, section=section).pk,
            "savedfilter": SavedFilter.objects.create(
                owner=moderator, page=Page.QUEUE, name=word, query=""
            ).pk,
            "colleague": moderator.pk,
            "rightschange": RightsChange.objects.filter(person=moderator).latest("pk").pk,
            "policyversion": PolicyVersion.current().pk,
            "policydraft": start_draft(name=word, by=boss, hold_at=0.5).pk,
            "workerheartbeat": WorkerHeartbeat.objects.create(worker=word).pk,
            "emailaddress": EmailAddress.objects.create(
                user=author, email=f"{word}@example.org"
            ).pk,
        }
    )


def make_people(a: Place, b: Place) -> dict[str, User]:
    """One for each role but the anonymous."""
    chief = make_staff(roles.LEAD, username="chief")
    people = {
        "reader": UserFactory(username="reader"),
        "banned": UserFactory(username="banned", standing=Standing.BANNED),
        "former": make_staff(username="former"),
        "moderator_a": make_staff(username="moderator_a"),
        "moderator_b": make_staff(username="moderator_b"),
        "moderator": make_staff(username="moderator"),
        "lead": make_staff(roles.LEAD, username="lead"),
        "administrator": make_staff(roles.ADMINISTRATOR, username="administrator"),
        "superuser": UserFactory(username="superuser", is_staff=True, is_superuser=True),
    }
    for role, place in (("moderator_a", a), ("moderator_b", b)):
        limit(people[role], sections=[place.ids["section_object"]], by=chief)
    return people
