//! What a database is made of, compared with what the migrations make: a trigger, a rule, a
//! policy, a default or an index that nobody's migration laid works behind everybody's back.
//!
//! The migrations are run once more among the temporary tables of one transaction, which is
//! undone; both catalogues are read by the same queries. So nothing is said here twice, and no
//! version of the server is known here better than by itself. It needs the right to make
//! temporary tables, which a database gives to everybody unless it was taken away.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Snag;
use super::link::Link;
use crate::migrate::{BOOK, Dialect, MIGRATIONS};
use crate::{StoreError, Value};

/// Objects by table, kind and name (`trigger late on act`), each as the server tells it.
type Catalogue = BTreeMap<String, String>;

/// The schema in which our tables are found; the one of this session's temporary tables.
const OURS: &str = "SELECT current_schema()::text, quote_ident(current_schema())";
const TEMPORARY: &str = "SELECT nspname::text, 'pg_temp' FROM pg_namespace WHERE oid = pg_my_temp_schema()";

/// Everything in a schema that is no relation: functions, types, operators and whatever else
/// there is. What an extension brings, the extension itself, and whom the schema's objects are
/// published or granted to changes nothing of what our tables hold.
const BESIDE: &str = "\
SELECT pg_describe_object(classid, objid, 0), '' FROM pg_depend
 WHERE refclassid = 'pg_namespace'::regclass AND refobjid = (SELECT oid FROM pg_namespace WHERE nspname = $1::text)
   AND classid NOT IN ('pg_class'::regclass, 'pg_extension'::regclass, 'pg_default_acl'::regclass,
                       'pg_publication_namespace'::regclass)
   AND NOT EXISTS (SELECT FROM pg_depend AS brought
                    WHERE brought.classid = pg_depend.classid AND brought.objid = pg_depend.objid
                      AND brought.deptype = 'e')";

/// Tables, views, sequences: whether a crash would empty them, whether policies hide rows, and
/// whether they are parts of others. Indexes follow with their tables.
const RELATIONS: &str = "\
SELECT CASE relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END
         || relname,
       concat_ws(' ', relkind, relpersistence = 'u', relrowsecurity, relforcerowsecurity, relispartition)
  FROM pg_class
 WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text) AND relkind NOT IN ('i', 'I', 'c', 't')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
                      AND deptype = 'e')";

/// Columns: type, order of texts, whether they may be empty, defaults and what is generated.
const COLUMNS: &str = "\
SELECT 'column ' || relname || '.' || attname,
       concat_ws(' ', format_type(atttypid, atttypmod), attcollation::regcollation::text, attnotnull,
                 'identity:' || attidentity::text, 'generated:' || attgenerated::text, pg_get_expr(adbin, adrelid))
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
       LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text) AND relkind IN ('r', 'p')
   AND attnum > 0 AND NOT attisdropped";

/// Keys, checks, and references in either direction. Some servers tell what may not be empty
/// here as well; the columns tell that already.
const CONSTRAINTS: &str = "\
SELECT 'constraint ' || conname || ' on ' || relname, concat_ws(' ', pg_get_constraintdef(pg_constraint.oid), convalidated)
  FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid OR (pg_class.oid = confrelid AND confrelid <> conrelid)
 WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text) AND contype <> 'n'
   AND relkind IN ('r', 'p')";

/// Indexes, those of the keys too, and whether they hold all rows.
const INDEXES: &str = "\
SELECT 'index ' || own.relname, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, indisready, indislive)
  FROM pg_index JOIN pg_class AS own ON own.oid = indexrelid JOIN pg_class AS its ON its.oid = indrelid
 WHERE its.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text)";

/// Triggers that somebody made; those of references are told as constraints.
const TRIGGERS: &str = "\
SELECT 'trigger ' || tgname || ' on ' || relname, concat_ws(' ', pg_get_triggerdef(pg_trigger.oid), tgenabled)
  FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
 WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text) AND NOT tgisinternal";

/// Rules; that of a view is told as the view.
const RULES: &str = "\
SELECT 'rule ' || rulename || ' on ' || relname, concat_ws(' ', pg_get_ruledef(pg_rewrite.oid), ev_enabled)
  FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
 WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text) AND relkind IN ('r', 'p')";

/// Policies, whether they are in force or not.
const POLICIES: &str = "\
SELECT 'policy ' || polname || ' on ' || relname,
       concat_ws(' ', polcmd, polpermissive, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
  FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
 WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text)";

/// Tables whose rows are read as another's, wherever they stand.
const HEIRS: &str = "\
SELECT 'heir ' || heir.relname || ' of ' || its.relname, ''
  FROM pg_inherits JOIN pg_class AS heir ON heir.oid = inhrelid JOIN pg_class AS its ON its.oid = inhparent
 WHERE its.relkind IN ('r', 'p')
   AND (SELECT oid FROM pg_namespace WHERE nspname = $1::text) IN (its.relnamespace, heir.relnamespace)";

const QUERIES: [&str; 9] = [BESIDE, RELATIONS, COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, RULES, POLICIES, HEIRS];

/// The objects that are more, fewer or other than the migrations make, by kind and name.
pub(super) fn differences(link: &mut Link) -> Result<Vec<String>, Snag> {
    link.batch("BEGIN ISOLATION LEVEL READ COMMITTED")?;
    let both = read(link, OURS).and_then(|kept| {
        anew(link)?;
        Ok((kept, read(link, TEMPORARY)?))
    });
    link.undo();
    let (kept, made) = both?;
    let names: BTreeSet<&String> = kept.keys().chain(made.keys()).collect();
    Ok(names.into_iter().filter(|name| kept.get(*name) != made.get(*name)).cloned().collect())
}

/// Runs the migrations among the session's temporary tables.
fn anew(link: &mut Link) -> Result<(), Snag> {
    link.batch("SET LOCAL search_path TO pg_temp")?;
    link.batch(&Dialect::Postgres.speak(BOOK))?;
    MIGRATIONS.iter().try_for_each(|migration| link.batch(&Dialect::Postgres.speak(migration.sql)))
}

/// The catalogue of the schema that a query names, the schema's own name left out of it.
fn read(link: &mut Link, which: &str) -> Result<Catalogue, Snag> {
    let named = link.rows(which, &[])?;
    let Some([schema, Value::Text(written)]) = named.first().map(Vec::as_slice) else {
        return Err(StoreError::Foreign { what: "no schema".to_owned() }.into());
    };
    let within = format!(" ON {written}.");
    let mut catalogue = Catalogue::new();
    for query in QUERIES {
        for row in link.rows(query, &[schema])? {
            if let [Value::Text(name), Value::Text(told)] = &row[..] {
                catalogue.insert(name.clone(), told.replace(&within, " ON "));
            }
        }
    }
    Ok(catalogue)
}

#[cfg(test)]
mod tests {
    use crate::scratch::Scratch;
    use crate::{Select, Store};

    /// What is changed behind the store's back, and what is named for it.
    const CHANGES: &[(&str, &[&str])] = &[
        (
            "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
             CREATE TRIGGER late BEFORE INSERT ON act FOR EACH ROW EXECUTE FUNCTION late()",
            &["function late()", "trigger late on act"],
        ),
        (
            "CREATE SCHEMA aside;
             CREATE FUNCTION aside.late() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
             CREATE TRIGGER late BEFORE INSERT ON act FOR EACH ROW EXECUTE FUNCTION aside.late()",
            &["trigger late on act"],
        ),
        ("CREATE RULE quiet AS ON INSERT TO refusal DO INSTEAD NOTHING", &["rule quiet on refusal"]),
        ("CREATE POLICY few ON member USING (resident > 9)", &["policy few on member"]),
        ("ALTER TABLE member ENABLE ROW LEVEL SECURITY", &["table member"]),
        ("ALTER TABLE letter SET UNLOGGED", &["table letter"]),
        ("CREATE VIEW seen AS SELECT * FROM act", &["view seen"]),
        ("CREATE MATERIALIZED VIEW seen AS SELECT seq FROM act", &["view seen"]),
        ("CREATE TABLE own (n bigint)", &["column own.n", "table own"]),
        ("CREATE SEQUENCE counter", &["sequence counter"]),
        ("CREATE DOMAIN small AS bigint", &["type small"]),
        ("CREATE SCHEMA aside; CREATE TABLE aside.more () INHERITS (act)", &["heir more of act"]),
        ("ALTER TABLE unit ADD COLUMN note text", &["column unit.note"]),
        ("ALTER TABLE unit DROP COLUMN telephone", &["column unit.telephone"]),
        ("ALTER TABLE unit ALTER telephone TYPE varchar(20)", &["column unit.telephone"]),
        ("ALTER TABLE unit ALTER telephone TYPE text COLLATE \"default\"", &["column unit.telephone"]),
        ("ALTER TABLE unit ALTER telephone DROP NOT NULL", &["column unit.telephone"]),
        ("ALTER TABLE refusal ALTER code SET DEFAULT 'none'", &["column refusal.code"]),
        (
            "ALTER TABLE refusal DROP COLUMN at, ADD COLUMN at bigint NOT NULL GENERATED ALWAYS AS (7) STORED",
            &["column refusal.at"],
        ),
        ("ALTER TABLE due ALTER at ADD GENERATED BY DEFAULT AS IDENTITY", &["column due.at", "sequence due_at_seq"]),
        ("DROP INDEX act_by_digest", &["index act_by_digest"]),
        ("DROP INDEX act_by_id; CREATE INDEX act_by_id ON act (id)", &["index act_by_id"]),
        ("CREATE INDEX more ON act (class)", &["index more"]),
        ("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'act_by_id'::regclass", &["index act_by_id"]),
        ("ALTER TABLE place DROP CONSTRAINT place_pkey", &["constraint place_pkey on place", "index place_pkey"]),
        ("ALTER TABLE act DROP CONSTRAINT act_id_check", &["constraint act_id_check on act"]),
        ("ALTER TABLE act ADD CHECK (seq < 100)", &["constraint act_seq_check on act"]),
        (
            "CREATE SCHEMA aside; CREATE TABLE aside.theirs (seq bigint REFERENCES act)",
            &["constraint theirs_seq_fkey on act"],
        ),
        (
            "ALTER TABLE known_case ADD FOREIGN KEY (seq) REFERENCES act",
            &["constraint known_case_seq_fkey on act", "constraint known_case_seq_fkey on known_case"],
        ),
        (
            "DROP TABLE outbox",
            &[
                "column outbox.at",
                "column outbox.channel",
                "column outbox.n",
                "column outbox.resident",
                "column outbox.seq",
                "constraint outbox_pkey on outbox",
                "index outbox_pkey",
                "table outbox",
            ],
        ),
    ];

    #[test]
    fn what_no_migration_made_is_named() {
        for (change, objects) in CHANGES {
            let scratch = Scratch::new().unwrap();
            let store = scratch.open().unwrap();
            assert_eq!(store.differences(), Ok(Vec::new()));
            scratch.run(change).unwrap_or_else(|error| panic!("{change}: {error}"));
            assert_eq!(store.differences().unwrap(), *objects, "{change}");
        }
    }

    #[test]
    fn a_look_leaves_nothing_behind_and_needs_no_right_to_write() {
        let scratch = Scratch::new().unwrap();
        let store = scratch.open().unwrap();
        for _ in 0..3 {
            assert_eq!(store.differences(), Ok(Vec::new()));
        }
        let left = store.select("SELECT count(*) FROM pg_class WHERE relpersistence = 't'", &[]).unwrap();
        assert_eq!(crate::store::number(&left), 0);
        let role = format!("reader_of_{}", scratch.name());
        scratch
            .run(&format!("CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
            .unwrap();
        let reader = scratch.address().replace("postgres@", &format!("{role}@"));
        assert_eq!(crate::Postgres::open(&reader).unwrap().differences(), Ok(Vec::new()));
        scratch.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).unwrap();
    }
}
