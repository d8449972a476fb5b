import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decisionStore, type DecisionStore } from '../../../services/decision-log/decisionStore.ts';
import { migrate } from '../../../services/decision-log/migrate.ts';
import {
  verifyChain,
  type ChainedEntry,
  type Verification,
} from '../../../services/decision-log/verifyChain.ts';
import { aCard, aDecision, aFeedback, asSpooled } from '../../builders/logRecords.ts';
import { BOTH_DATABASES, type DatabaseUnderTest } from './bothDatabases.ts';

const START_WITHIN_MS = 60_000;
const ALWAYS = { from: null, to: null };
const day = (date: string): Date => new Date(`${date}T00:00:00Z`);

describe.each(BOTH_DATABASES)('the decision log on %s', (_name, start) => {
  let underTest: DatabaseUnderTest;
  let store: DecisionStore;
  beforeAll(async () => {
    underTest = await start();
    store = decisionStore(underTest.database);
  }, START_WITHIN_MS);
  afterAll(() => underTest.remove(), START_WITHIN_MS);
  beforeEach(async () => {
    await underTest.database.script('DROP SCHEMA IF EXISTS convergent CASCADE');
    await migrate(underTest.database);
  });

  const entries = async (): Promise<readonly ChainedEntry[]> => {
    const all: ChainedEntry[] = [];
    for await (const entry of store.entries()) all.push(entry);
    return all;
  };
  const verified = async (): Promise<Verification> =>
    verifyChain(store.entries(), await store.head());

  test('keeps each record as it was given, in order', async () => {
    const given = [aDecision(), aDecision({ cards: [] }), aFeedback(aCard().id)];
    await store.append(given.map((entry) => asSpooled(entry)));
    const kept = await entries();
    expect(kept.map(({ body }) => JSON.parse(body) as unknown)).toEqual(given);
    expect(kept.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await verified()).toMatchObject({ entries: 3, faults: [] });
  });

  test('takes a record once, however often it is handed over', async () => {
    const [first, second] = [asSpooled(aDecision()), asSpooled(aDecision())];
    await store.append([first]);
    await store.append([first, second, second]);
    expect(await entries()).toHaveLength(2);
    expect((await verified()).faults).toEqual([]);
  });

  test('the chain holds when many write at once', async () => {
    const writers = Array.from({ length: 20 }, () =>
      Array.from({ length: 10 }, () => asSpooled(aDecision())),
    );
    await Promise.all(
      writers.map(async (records) => {
        for (const record of records) await store.append([record]);
      }),
    );
    expect(await verified()).toMatchObject({ entries: 200, faults: [] });
  });

  test.each([
    ['changed', `UPDATE convergent.entry SET body = '{}' WHERE seq = 1`],
    ['deleted', 'DELETE FROM convergent.entry WHERE seq = 1'],
    ['truncated', 'TRUNCATE convergent.entry CASCADE'],
    ['given another head', `UPDATE convergent.chain_head SET seq = 7`],
  ])('refuses to be %s', async (_what, sql) => {
    await store.append([asSpooled(aDecision())]);
    await expect(underTest.database.script(sql)).rejects.toThrow(/append-only/);
    expect(await entries()).toHaveLength(1);
  });

  test.each([
    [
      'a record is changed',
      `UPDATE convergent.entry SET body = replace(body::text, 'gefitinib', 'afatinib')::json WHERE seq = 2`,
      ['Entry 2 is not as it was written.'],
    ],
    [
      'a record is changed and its hash made to fit',
      `UPDATE convergent.entry SET body = changed.body::json,
         hash = encode(sha256(convert_to(E'2\\n' || previous || E'\\n' || changed.body, 'UTF8')), 'hex')
       FROM (SELECT replace(body::text, 'gefitinib', 'afatinib') AS body FROM convergent.entry WHERE seq = 2) AS changed
       WHERE seq = 2`,
      ['Entry 3 does not follow entry 2 as it is now.'],
    ],
    [
      'a record is taken out',
      'DELETE FROM convergent.entry WHERE seq = 2',
      ['Between 1 and 3 entries are missing.'],
    ],
    [
      'the oldest is taken out',
      'DELETE FROM convergent.entry WHERE seq = 1',
      ['The entries before 2 are missing, and no checkpoint names them.'],
    ],
    [
      'the newest is taken out',
      'DELETE FROM convergent.entry WHERE seq = 4',
      ['The log ends at entry 3, but its head is entry 4.'],
    ],
    [
      'the day of a record is changed where it is searched by',
      `UPDATE convergent.entry SET at = at - interval '1 day' WHERE seq = 3`,
      ['The columns of entry 3 do not agree with the entry.'],
    ],
  ])('an owner who switches the refusal off is found out when %s', async (_what, sql, faults) => {
    await store.append(Array.from({ length: 4 }, () => asSpooled(aDecision())));
    await underTest.database.script(
      `ALTER TABLE convergent.entry DISABLE TRIGGER USER; ${sql}; ALTER TABLE convergent.entry ENABLE TRIGGER USER`,
    );
    expect((await verified()).faults).toEqual(faults);
  });

  test('a head that was noted elsewhere shows that the end was cut off, head and all, or written anew', async () => {
    const noted = await store.append([asSpooled(aDecision()), asSpooled(aDecision())]);
    await underTest.database.script(
      `ALTER TABLE convergent.entry DISABLE TRIGGER USER; ALTER TABLE convergent.chain_head DISABLE TRIGGER USER;
       DELETE FROM convergent.entry WHERE seq = 2;
       UPDATE convergent.chain_head SET (seq, hash) = (SELECT seq, hash FROM convergent.entry);
       ALTER TABLE convergent.entry ENABLE TRIGGER USER; ALTER TABLE convergent.chain_head ENABLE TRIGGER USER`,
    );
    expect((await verified()).faults).toEqual([]);
    const { faults } = await verifyChain(store.entries(), await store.head(), noted);
    expect(faults).toEqual(['Entry 2, whose hash was noted, is missing from the end.']);

    await store.append([asSpooled(aDecision())]);
    expect((await verified()).faults).toEqual([]);
    const anew = await verifyChain(store.entries(), await store.head(), noted);
    expect(anew.faults).toEqual(['Entry 2 is not the one whose hash was noted.']);
  });

  test('what is past its retention goes, with its cards, and the chain goes on', async () => {
    const old = Array.from({ length: 3 }, () => aDecision({ at: '2026-01-05T10:00:00.000Z' }));
    await store.append([...old, aDecision()].map((entry) => asSpooled(entry)));
    expect(await store.prune(day('2026-06-01'), day('2026-11-23'))).toBe(3);
    await store.append([asSpooled(aDecision())]);
    expect(await verified()).toMatchObject({
      entries: 3,
      pruned: [{ from: 1, through: 3 }],
      faults: [],
    });
    const { rules } = await store.feedbackReport(ALWAYS);
    expect(rules.map(({ cards }) => cards)).toEqual([2]);
    expect(await store.prune(day('2026-06-01'), day('2026-11-23'))).toBe(0);
  });

  test('a record younger than its retention keeps what was written after it', async () => {
    const late = aDecision({ at: '2026-01-05T10:00:00.000Z' });
    await store.append([aDecision(), late].map((entry) => asSpooled(entry)));
    expect(await store.prune(day('2026-06-01'), day('2026-11-23'))).toBe(0);
    expect(await entries()).toHaveLength(2);
  });

  test('is pruned to nothing and goes on', async () => {
    await store.append([asSpooled(aDecision())]);
    expect(await store.prune(day('2026-12-01'), day('2026-12-02'))).toBe(1);
    await store.append([asSpooled(aDecision())]);
    expect(await verified()).toMatchObject({ entries: 2, faults: [] });
  });

  test('a decision is found by the first digits of its id', async () => {
    const decision = aDecision({ id: '0a1b2c3d-0000-4000-8000-000000000001' });
    const other = aDecision({ id: '0a1b2c3d-0000-4000-8000-000000000002' });
    await store.append([asSpooled(decision), asSpooled(other)]);
    expect(await store.decision('0a1b2c3d-0000-4000-8000-000000000001')).toEqual(decision);
    expect(await store.decision('0a1b')).toBe('ambiguous');
    expect(await store.decision('ffff')).toBe('not found');
  });

  test('what is kept beside a record can be forgotten, and the chain does not notice', async () => {
    const decision = aDecision();
    await store.append([asSpooled(decision, Buffer.from('the input').toString('base64'))]);
    expect((await store.kept(decision.id))?.toString()).toBe('the input');
    await store.forget(day('2026-11-30'), day('2026-11-30'));
    expect(await store.kept(decision.id)).toBeNull();
    expect((await verified()).faults).toEqual([]);
  });

  test('a key is claimed once until it expires, by whoever comes first', async () => {
    const now = day('2026-11-23');
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => store.claimOnce('jti', day('2026-11-24'), now)),
    );
    expect(claims.filter((claimed) => claimed)).toHaveLength(1);
    await store.forget(now, now);
    expect(await store.claimOnce('jti', day('2026-11-24'), now)).toBe(false);
    expect(await store.claimOnce('jti', day('2026-11-26'), day('2026-11-25'))).toBe(true);
    expect(await store.claimOnce('another', day('2026-11-24'), now)).toBe(true);
  });

  describe('feedback', () => {
    test('is counted by rule and version, the last word on each card [ANS-21, ANS-23]', async () => {
      const seen = [aCard(), aCard(), aCard(), aCard()];
      const course = aCard({ rules: [] });
      const both = aCard({ rules: ['lung/egfr@1.1.0', 'lung/met-amplification@1.1.0'] });
      const [first, second, third] = seen.map(({ id }) => id);
      await store.append(
        [
          aDecision({ cards: seen }),
          aDecision({ cards: [course, both] }),
          aFeedback(first ?? '', { outcome: 'accepted', reason: null }),
          aFeedback(second ?? '', { actedAt: '2026-11-23T10:00:00.000Z' }),
          aFeedback(second ?? '', {
            outcome: 'accepted',
            reason: null,
            actedAt: '2026-11-23T12:00:00.000+05:00',
          }),
          aFeedback(third ?? '', { reason: null }),
          aFeedback(both.id),
          aFeedback(aCard().id),
        ].map((entry) => asSpooled(entry)),
      );
      const known = { system: null, code: 'known-and-intended', count: 1 };
      expect(await store.feedbackReport(ALWAYS)).toEqual({
        rules: [
          {
            rule: 'lung/egfr',
            version: '1.0.0',
            cards: 4,
            accepted: 1,
            overridden: 2,
            reasons: [known, { system: null, code: null, count: 1 }],
          },
          ...['lung/egfr', 'lung/met-amplification'].map((rule) => ({
            rule,
            version: '1.1.0',
            cards: 1,
            accepted: 0,
            overridden: 1,
            reasons: [known],
          })),
          { rule: null, version: null, cards: 1, accepted: 0, overridden: 0, reasons: [] },
        ],
        onUnknownCards: 1,
      });
      expect(await store.feedbackReport({ from: day('2026-12-01'), to: null })).toEqual({
        rules: [],
        onUnknownCards: 0,
      });
    });

    test('of another client does not count for a card', async () => {
      const card = aCard();
      await store.append(
        [
          aDecision({ client: 'hospital-a', cards: [card] }),
          aFeedback(card.id, { client: 'hospital-b' }),
        ].map((entry) => asSpooled(entry)),
      );
      const { rules, onUnknownCards } = await store.feedbackReport(ALWAYS);
      expect({ overridden: rules[0]?.overridden, onUnknownCards }).toEqual({
        overridden: 0,
        onUnknownCards: 1,
      });
    });

    test('an override with a reason is found again for the same patient and the same finding', async () => {
      const [reasoned, bare] = [aCard(), aCard({ fingerprint: 'without a reason' })];
      await store.append(
        [
          aDecision({ cards: [reasoned, bare] }),
          aFeedback(reasoned.id),
          aFeedback(bare.id, { reason: null }),
        ].map((entry) => asSpooled(entry)),
      );
      const question = {
        patient: 'patient-pseudonym',
        client: null,
        fingerprints: ['fingerprint', 'without a reason', 'newer data'],
        since: day('2026-11-01'),
      };
      expect(await store.overridden(question)).toEqual(['fingerprint']);
      expect(await store.overridden({ ...question, patient: 'another' })).toEqual([]);
      expect(await store.overridden({ ...question, since: day('2026-11-24') })).toEqual([]);
    });

    test('an override that another client reports sets no card aside', async () => {
      const card = aCard();
      await store.append(
        [
          aDecision({ client: 'hospital-a', cards: [card] }),
          aFeedback(card.id, { client: 'hospital-b' }),
        ].map((entry) => asSpooled(entry)),
      );
      const question = {
        patient: 'patient-pseudonym',
        fingerprints: ['fingerprint'],
        since: day('2026-11-01'),
      };
      for (const client of ['hospital-a', 'hospital-b', null]) {
        expect(await store.overridden({ ...question, client })).toEqual([]);
      }
    });
  });

  test('a role that may only append and read can do neither more nor less [CRD-79]', async () => {
    const asService = (sql: string): Promise<void> =>
      underTest.database.script(`SET LOCAL ROLE convergent_service; ${sql}`);
    await underTest.database.script(`
      DROP ROLE IF EXISTS convergent_service;
      CREATE ROLE convergent_service;
      GRANT USAGE ON SCHEMA convergent TO convergent_service;
      GRANT SELECT ON ALL TABLES IN SCHEMA convergent TO convergent_service;
      GRANT EXECUTE ON FUNCTION convergent.append_entries, convergent.claim_once, convergent.forget TO convergent_service`);
    const append = `SELECT convergent.append_entries('[${asSpooled(aDecision())}]')`;
    await asService(append);
    await asService('SELECT count(*) FROM convergent.entry');
    for (const sql of [
      'DELETE FROM convergent.entry',
      `INSERT INTO convergent.entry SELECT * FROM convergent.entry`,
      'UPDATE convergent.chain_head SET seq = 0',
      `SELECT convergent.prune_entries('{}', 1)`,
      'ALTER TABLE convergent.entry DISABLE TRIGGER USER',
    ]) {
      await expect(asService(sql)).rejects.toThrow(/permission denied|must be owner/);
    }
    expect(await entries()).toHaveLength(1);
    await underTest.database.script('DROP OWNED BY convergent_service');
  });

  test('replicas that start at once set the tables up once', async () => {
    await underTest.database.script('DROP SCHEMA convergent CASCADE');
    await Promise.all(Array.from({ length: 3 }, () => migrate(underTest.database)));
    await store.append([asSpooled(aDecision())]);
    expect(await entries()).toHaveLength(1);
  });

  test('software older than the tables says so', async () => {
    await underTest.database.script('INSERT INTO convergent.migration (version) VALUES (99)');
    await expect(migrate(underTest.database)).rejects.toThrow(
      'The database is of version 99, this software knows 1: start the newer software.',
    );
  });
});
