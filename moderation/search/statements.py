"""Table, functions and triggers of the full-text index, in the SQL of each database."""

# ruff: noqa: S608  # Statements are put together of constants alone.

TABLE = "moderation_search"
INDEXED = "comments_comment"

# ── SQLite ──────────────────────────────────────────────────────────────────────────────────────
# A virtual table with content='' keeps no text: deleting needs the old words, which triggers have.
SQLITE_TABLE = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(
    body, about, content='', prefix='2 3', tokenize='unicode61 remove_diacritics 2'
)
"""
# a1 t2 sheld: author, article, status unless that is "visible" or "pending".
SQLITE_ABOUT = (
    "'a' || {row}.author_id || ' t' || {row}.article_id"
    " || CASE WHEN {row}.status IN ('visible', 'pending') THEN '' ELSE ' s' || {row}.status END"
)


def sqlite_about(row: str) -> str:
    return SQLITE_ABOUT.format(row=row)


SQLITE_ADD = (
    f"INSERT INTO {TABLE}(rowid, body, about) VALUES (new.id, new.body, {sqlite_about('new')});"
)
SQLITE_TAKE = (
    f"INSERT INTO {TABLE}({TABLE}, rowid, body, about) "
    f"VALUES ('delete', old.id, old.body, {sqlite_about('old')});"
)
SQLITE_FILL = (
    f"INSERT INTO {TABLE}(rowid, body, about) "
    f"SELECT id, body, {sqlite_about(INDEXED)} FROM {INDEXED}"
)
SQLITE_IS_OTHER = (
    f"old.id <> new.id OR old.body <> new.body OR {sqlite_about('old')} <> {sqlite_about('new')}"
)
# Name -> (when, what). They name no other table: SQLite could not rebuild it to alter it then.
SQLITE_TRIGGERS = {
    f"{TABLE}_insert": (f"INSERT ON {INDEXED}", SQLITE_ADD),
    f"{TABLE}_update": (
        f"UPDATE OF id, body, author_id, article_id, status ON {INDEXED} WHEN {SQLITE_IS_OTHER}",
        SQLITE_TAKE + SQLITE_ADD,
    ),
    f"{TABLE}_delete": (f"DELETE ON {INDEXED}", SQLITE_TAKE),
}

# ── PostgreSQL ──────────────────────────────────────────────────────────────────────────────────
# As FTS5 reads: small letters without accents, parted by whatever is no letter and no digit. Else
# PostgreSQL would keep addresses, paths and hyphened words as one.
POSTGRES_STATEMENTS = (
    r"""
CREATE OR REPLACE FUNCTION moderation_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(normalize(lower(words), NFD), '[\u0300-\u036f]+', '', 'g'),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4'
        '\u00b6-\u00b8\u00bb\u00bf\u2000-\u206f]+',
        ' ', 'g')
$$
""",
    # A colon stands in no word: what is known about a comment cannot be typed as one.
    """
CREATE OR REPLACE FUNCTION moderation_indexed(
    body text, author bigint, article bigint, status text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple', moderation_fold(body))
        || array_to_tsvector(array_remove(ARRAY[
            'a:' || author,
            't:' || article,
            CASE WHEN status NOT IN ('visible', 'pending') THEN 's:' || status END
        ], NULL))
$$
""",
    # No foreign key: it would forbid to empty the tables of comments alone. Triggers do its work.
    f"""
CREATE TABLE IF NOT EXISTS {TABLE} (rowid bigint PRIMARY KEY, {TABLE} tsvector NOT NULL)
""",
    f"""
CREATE OR REPLACE FUNCTION {TABLE}_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM {TABLE};
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.id, OLD.body, OLD.author_id, OLD.article_id)
            = (NEW.id, NEW.body, NEW.author_id, NEW.article_id)
        AND (OLD.status IS NOT DISTINCT FROM NEW.status OR OLD.status IN ('visible', 'pending')
            AND NEW.status IN ('visible', 'pending')) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM {TABLE} WHERE rowid = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO {TABLE}
        VALUES (NEW.id, moderation_indexed(NEW.body, NEW.author_id, NEW.article_id, NEW.status));
    END IF;
    RETURN NULL;
END $$
""",
    # The ids of the ``most`` matches nearest to the end of a stretch of ids: to its upper one, to
    # its lower one if ``upwards``, any matches if that is null; see moderation/search/matches.py.
    # How many of the nearest thousand rows match says what is shorter: on along the ids until there
    # are enough, or by the index to all matches, to sort them. Where these thousand misled, the
    # index is asked after all: no walk goes through the whole table for a rare word.
    # rowid + 0: so that no index but that of the words will do; without sequential scans it must.
    f"""
CREATE OR REPLACE FUNCTION {TABLE}_nearest(
    asked tsquery, low bigint, high bigint, upwards boolean, most integer, without bigint[]
) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    way text := CASE WHEN upwards THEN 'ASC' ELSE 'DESC' END;
    step integer := 1000;
    seen integer;
    hits bigint[];
    matching float;
BEGIN
    FOR attempt IN 1..2 LOOP
        EXECUTE 'SELECT count(*), array_agg(rowid) FILTER (WHERE words @@ $1 AND rowid <> ALL ($2))'
            ' FROM (SELECT rowid, {TABLE} AS words FROM {TABLE}'
            ' WHERE rowid >= $3 AND rowid < $4 ORDER BY rowid ' || way || ' LIMIT $5) AS near'
            INTO seen, hits USING asked, without, low, high, step;
        IF seen < step OR cardinality(hits) >= most THEN
            RETURN QUERY SELECT unnest(hits[:most]);
            RETURN;
        END IF;
        EXIT WHEN hits IS NULL;
        step := most * 1.3 * seen / cardinality(hits);
        SELECT reltuples * cardinality(hits) / seen INTO matching
            FROM pg_class WHERE oid = '{TABLE}'::regclass;
        -- Measured: a row of the index costs 0.4 of one of the walk, one fetched to be sorted 7.
        EXIT WHEN step > CASE WHEN upwards IS NULL THEN 0.4 * matching + 5 * most
            ELSE 7 * matching END;
    END LOOP;
    RETURN QUERY EXECUTE 'SELECT rowid FROM {TABLE} WHERE {TABLE} @@ $1 AND rowid <> ALL ($2)'
        ' AND rowid + 0 >= $3 AND rowid + 0 < $4'
        || CASE WHEN upwards IS NULL THEN '' ELSE ' ORDER BY rowid + 0 ' || way END || ' LIMIT $5'
        USING asked, without, low, high, most;
END $$
""",
)
POSTGRES_FUNCTIONS = (
    f"{TABLE}_nearest",
    f"{TABLE}_follow",
    "moderation_indexed",
    "moderation_fold",
)
# Name -> (when, what).
POSTGRES_TRIGGERS = {
    f"{TABLE}_insert": (f"INSERT ON {INDEXED} FOR EACH ROW", f"{TABLE}_follow"),
    f"{TABLE}_update": (
        f"UPDATE OF id, body, author_id, article_id, status ON {INDEXED} FOR EACH ROW",
        f"{TABLE}_follow",
    ),
    f"{TABLE}_delete": (f"DELETE ON {INDEXED} FOR EACH ROW", f"{TABLE}_follow"),
    f"{TABLE}_truncate": (f"TRUNCATE ON {INDEXED} FOR EACH STATEMENT", f"{TABLE}_follow"),
}
