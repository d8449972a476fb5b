/**
 * The tables of the decision log, on PostgreSQL and embedded alike. A migration that has been
 * released is never changed; the next one is added below it.
 *
 * The database itself grows the chain, under the lock of the one row of `chain_head`: all replicas
 * go through it, and none holds it while it waits for the network.
 */
export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE convergent.chain_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq bigint NOT NULL,
  hash text NOT NULL
);
INSERT INTO convergent.chain_head (seq, hash) VALUES (0, repeat('0', 64));

CREATE TABLE convergent.entry (
  seq bigint PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('decision', 'feedback', 'checkpoint')),
  at timestamptz NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL,
  -- json, not jsonb: the text must stay as it was hashed.
  body json NOT NULL
);
CREATE INDEX entry_at ON convergent.entry (at);
CREATE INDEX entry_checkpoint ON convergent.entry (seq) WHERE kind = 'checkpoint';
CREATE INDEX entry_feedback_card ON convergent.entry ((body ->> 'card')) WHERE kind = 'feedback';

-- What is looked up by card; all of it stands in the entries too.
CREATE TABLE convergent.card (
  id uuid PRIMARY KEY,
  seq bigint NOT NULL REFERENCES convergent.entry ON DELETE CASCADE,
  at timestamptz NOT NULL,
  client text,
  patient text NOT NULL,
  fingerprint text NOT NULL,
  body json NOT NULL
);
CREATE INDEX card_seq ON convergent.card (seq);
CREATE INDEX card_at ON convergent.card (at);
CREATE INDEX card_patient ON convergent.card (patient, fingerprint);

-- Inputs and comments that are kept on request. Not part of the chain, so that they can be forgotten earlier.
CREATE TABLE convergent.kept (
  entry uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  payload bytea NOT NULL
);
CREATE INDEX kept_at ON convergent.kept (at);

CREATE TABLE convergent.claimed (
  key text PRIMARY KEY,
  expires timestamptz NOT NULL
);
CREATE INDEX claimed_expires ON convergent.claimed (expires);

CREATE FUNCTION convergent.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'entry' AND OLD.seq <= (
    SELECT max((body -> 'pruned' ->> 'through')::bigint) FROM convergent.entry WHERE kind = 'checkpoint'
  ) THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'chain_head' AND NEW.seq > OLD.seq
    AND EXISTS (SELECT FROM convergent.entry WHERE seq = NEW.seq AND hash = NEW.hash) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the decision log is append-only';
END
$function$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON convergent.entry
  FOR EACH ROW EXECUTE FUNCTION convergent.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON convergent.entry
  FOR EACH STATEMENT EXECUTE FUNCTION convergent.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON convergent.chain_head
  FOR EACH ROW EXECUTE FUNCTION convergent.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON convergent.chain_head
  FOR EACH STATEMENT EXECUTE FUNCTION convergent.refuse_change();

-- Appends the entries of [{id, kind, at, body, kept}] that are not there yet, and gives the head of the chain.
CREATE FUNCTION convergent.append_entries(batch json) RETURNS TABLE (head_seq bigint, head_hash text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  head record;
  given record;
  next_hash text;
BEGIN
  SELECT seq, hash INTO STRICT head FROM convergent.chain_head FOR UPDATE;
  FOR given IN
    SELECT * FROM ROWS FROM (
      json_to_recordset(batch) AS (id uuid, kind text, at timestamptz, body text, kept text)
    ) WITH ORDINALITY ORDER BY ordinality
  LOOP
    CONTINUE WHEN EXISTS (SELECT FROM convergent.entry WHERE entry.id = given.id);
    next_hash := encode(
      sha256(convert_to((head.seq + 1) || E'\\n' || head.hash || E'\\n' || given.body, 'UTF8')), 'hex');
    INSERT INTO convergent.entry (seq, id, kind, at, previous, hash, body)
      VALUES (head.seq + 1, given.id, given.kind, given.at, head.hash, next_hash, given.body::json);
    head.seq := head.seq + 1;
    head.hash := next_hash;
    IF given.kind = 'decision' THEN
      INSERT INTO convergent.card (id, seq, at, client, patient, fingerprint, body)
        SELECT (card ->> 'id')::uuid, head.seq, given.at, given.body::json ->> 'client',
          given.body::json ->> 'patient', card ->> 'fingerprint', card
        FROM json_array_elements(given.body::json -> 'cards') AS card
        ON CONFLICT DO NOTHING;
    END IF;
    IF given.kept IS NOT NULL THEN
      INSERT INTO convergent.kept (entry, at, payload)
        VALUES (given.id, given.at, decode(given.kept, 'base64')) ON CONFLICT DO NOTHING;
    END IF;
  END LOOP;
  UPDATE convergent.chain_head SET seq = head.seq, hash = head.hash WHERE seq < head.seq;
  RETURN QUERY SELECT head.seq, head.hash;
END
$function$;

-- Appends a checkpoint and deletes everything up to the entry it names.
CREATE FUNCTION convergent.prune_entries(checkpoint json, through bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  deleted bigint;
BEGIN
  PERFORM convergent.append_entries(json_build_array(checkpoint));
  DELETE FROM convergent.entry WHERE seq <= through;
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END
$function$;

-- True for the first who claims a key before it expires.
CREATE FUNCTION convergent.claim_once(claimed_key text, until timestamptz, now_is timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
  WITH claim AS (
    INSERT INTO convergent.claimed (key, expires) VALUES (claimed_key, until)
    ON CONFLICT (key) DO UPDATE SET expires = excluded.expires WHERE claimed.expires < now_is
    RETURNING 1
  )
  SELECT EXISTS (SELECT FROM claim);
$function$;

-- Deletes what is kept no longer: inputs older than their retention, claims that have expired.
CREATE FUNCTION convergent.forget(kept_before timestamptz, now_is timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
  DELETE FROM convergent.kept WHERE at < kept_before;
  DELETE FROM convergent.claimed WHERE expires < now_is;
$function$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA convergent FROM PUBLIC;
`,
];
