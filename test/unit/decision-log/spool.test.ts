import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { open, type FileHandle } from 'node:fs/promises';
import { openSpool, type Spool } from '../../../services/decision-log/spool.ts';
import { spoolLine } from '../../../services/decision-log/spoolLine.ts';
import { dataFolder, type DataFolder } from '../../builders/dataFolder.ts';

const lineOf = (body: string): string =>
  spoolLine({
    id: '4e0a3a1e-3283-4575-ab82-028d55fe2719',
    kind: 'decision',
    at: '2026-11-23T12:00:00.000Z',
    body,
    kept: null,
  });

/** What every open file has: `datasync` waits for the disk with its content, `sync` also with its entry in the folder. */
let files: Pick<FileHandle, 'datasync' | 'sync'>;
let data: DataFolder;
let spool: Spool;
beforeAll(async () => {
  const handle = await open('.', 'r');
  files = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
});
const LIMIT_BYTES = 10_000;
const opened = (): Promise<Spool> =>
  openSpool({ folder: data.path, limitBytes: LIMIT_BYTES, onDamage: () => undefined });
beforeEach(async () => {
  data = dataFolder();
  spool = await opened();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await spool.close();
  data.remove();
});

describe('a record in the spool, when the power may fail at any moment', () => {
  test.each(['datasync', 'sync'] as const)(
    'counts as kept once the disk has confirmed it, and not before: %s',
    async (confirmation) => {
      let confirm: () => void = () => undefined;
      const asked = new Promise<void>((reached) => {
        jest.spyOn(files, confirmation).mockImplementationOnce(() => {
          reached();
          return new Promise((resolve) => {
            confirm = resolve;
          });
        });
      });
      let isKept = false;
      const kept = spool.append(lineOf('{}')).then(() => {
        isKept = true;
      });
      await asked;
      await new Promise(setImmediate);
      expect(isKept).toBe(false);
      confirm();
      await kept;
    },
  );

  test('that the disk did not confirm is not kept, and leaves nothing before the next', async () => {
    const broken = Object.assign(new Error('I/O error'), { code: 'EIO' });
    jest.spyOn(files, 'datasync').mockRejectedValueOnce(broken);
    await expect(spool.append(lineOf('{"n":1}'))).rejects.toThrow('I/O error');
    await spool.append(lineOf('{"n":2}'));
    const chunk = await spool.next();
    expect(chunk?.records.map((record) => (JSON.parse(record) as { body: string }).body)).toEqual([
      '{"n":2}',
    ]);
  });
});

test('what was set aside is told of after a restart too', async () => {
  await spool.setAside('a damaged record');
  expect(spool.setAsideCount()).toBe(1);
  await spool.close();
  spool = await opened();
  expect(spool.setAsideCount()).toBe(1);
});

test('no more waits than is configured; when what waited has arrived there is room again', async () => {
  const line = lineOf('x'.repeat(LIMIT_BYTES / 2));
  await spool.append(line);
  await expect(spool.append(line)).rejects.toThrow('The spool is full.');
  await (await spool.next())?.release();
  await spool.append(line);
});
