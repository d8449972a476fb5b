import { readSync, writeSync } from 'node:fs';

/**
 * A file system in memory that the kernel asks through FUSE (linux/fuse.h, protocol 7.31), on file
 * descriptor 3. When this process is stopped, whoever uses the file system waits, as on a disk or a
 * network share that no longer answers.
 */
interface Folder {
  readonly kind: 'folder';
  readonly children: Map<string, bigint>;
}

interface File {
  readonly kind: 'file';
  content: Buffer;
}

const DEVICE = 3;
const HEADER_BYTES = 40;
const MOST_WRITTEN = 131_072;
const ENOENT = -2;
const EEXIST = -17;
const ENOSYS = -38;
const IS_FOLDER = 0o040700;
const IS_FILE = 0o100600;
const SIZE_IS_SET = 1 << 3;
const O_TRUNC = 0o1000;
const O_EXCL = 0o200;

const ROOT = 1n;
const nodes = new Map<bigint, Folder | File>([[ROOT, { kind: 'folder', children: new Map() }]]);
let lastNode = ROOT;

const buffer = Buffer.alloc(MOST_WRITTEN + 65_536);
try {
  for (;;) {
    const length = readSync(DEVICE, buffer);
    const request = buffer.subarray(0, length);
    const answer = answerTo(
      request.readUInt32LE(4),
      request.readBigUInt64LE(16),
      request.subarray(HEADER_BYTES),
    );
    if (answer === null) continue;
    const [error, body] = typeof answer === 'number' ? [answer, Buffer.alloc(0)] : [0, answer];
    const head = Buffer.alloc(16);
    head.writeUInt32LE(head.length + body.length, 0);
    head.writeInt32LE(error, 4);
    request.copy(head, 8, 8, 16);
    writeSync(DEVICE, Buffer.concat([head, body]));
  }
} catch (error) {
  // Unmounted, when the last process that saw it has ended.
  if ((error as NodeJS.ErrnoException).code !== 'ENODEV') throw error;
}

/** The body of the answer, an error number, or `null` where the kernel expects no answer. */
function answerTo(operation: number, node: bigint, input: Buffer): Buffer | number | null {
  switch (operation) {
    case 1: // LOOKUP
      return entryOf(childOf(node, nameIn(input)));
    case 2: // FORGET
    case 36: // INTERRUPT
    case 42: // BATCH_FORGET
      return null;
    case 3: // GETATTR
      return attributes(node);
    case 4: // SETATTR
      if ((input.readUInt32LE(0) & SIZE_IS_SET) !== 0) {
        resize(node, Number(input.readBigUInt64LE(16)));
      }
      return attributes(node);
    case 9: // MKDIR
      return entryOf(add(node, nameIn(input.subarray(8)), { kind: 'folder', children: new Map() }));
    case 10: // UNLINK
    case 11: // RMDIR
      return folder(node).children.delete(nameIn(input)) ? Buffer.alloc(0) : ENOENT;
    case 14: // OPEN
      if ((input.readUInt32LE(0) & O_TRUNC) !== 0) resize(node, 0);
      return opened();
    case 27: // OPENDIR
      return opened();
    case 15: // READ
      return file(node).content.subarray(...rangeIn(input));
    case 16: // WRITE
      return written(node, Number(input.readBigUInt64LE(8)), input.subarray(40));
    case 17: // STATFS
      return statistics();
    case 18: // RELEASE
    case 20: // FSYNC
    case 25: // FLUSH
    case 29: // RELEASEDIR
    case 30: // FSYNCDIR
      return Buffer.alloc(0);
    case 26: // INIT
      return initialised(input);
    case 28: // READDIR
      return listing(node).subarray(...rangeIn(input));
    case 35: {
      // CREATE
      const name = nameIn(input.subarray(16));
      const there = childOf(node, name);
      if (there !== null && (input.readUInt32LE(0) & O_EXCL) !== 0) return EEXIST;
      const entry = entryOf(there ?? add(node, name, { kind: 'file', content: Buffer.alloc(0) }));
      return typeof entry === 'number' ? entry : Buffer.concat([entry, opened()]);
    }
    default:
      return ENOSYS;
  }
}

function nameIn(input: Buffer): string {
  return input.toString('utf8', 0, input.indexOf(0));
}

function rangeIn(input: Buffer): [number, number] {
  const offset = Number(input.readBigUInt64LE(8));
  return [offset, offset + input.readUInt32LE(16)];
}

function folder(node: bigint): Folder {
  const found = nodes.get(node);
  if (found?.kind !== 'folder') throw new Error(`${String(node)} is no folder.`);
  return found;
}

function file(node: bigint): File {
  const found = nodes.get(node);
  if (found?.kind !== 'file') throw new Error(`${String(node)} is no file.`);
  return found;
}

function childOf(node: bigint, name: string): bigint | null {
  return folder(node).children.get(name) ?? null;
}

function add(parent: bigint, name: string, node: Folder | File): bigint {
  lastNode += 1n;
  nodes.set(lastNode, node);
  folder(parent).children.set(name, lastNode);
  return lastNode;
}

function resize(node: bigint, size: number): void {
  const of = file(node);
  of.content = Buffer.concat([of.content, Buffer.alloc(size)]).subarray(0, size);
}

function written(node: bigint, offset: number, bytes: Buffer): Buffer {
  const of = file(node);
  if (of.content.length < offset + bytes.length) resize(node, offset + bytes.length);
  of.content = Buffer.from(of.content);
  bytes.copy(of.content, offset);
  const answer = Buffer.alloc(8);
  answer.writeUInt32LE(bytes.length, 0);
  return answer;
}

/** fuse_attr, 88 bytes. */
function attr(node: bigint): Buffer {
  const of = nodes.get(node);
  const bytes = Buffer.alloc(88);
  bytes.writeBigUInt64LE(node, 0);
  bytes.writeBigUInt64LE(BigInt(of?.kind === 'file' ? of.content.length : 0), 8);
  bytes.writeUInt32LE(of?.kind === 'file' ? IS_FILE : IS_FOLDER, 60);
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(4_096, 80);
  return bytes;
}

/** fuse_entry_out; nothing is valid for longer than the call, so that every call comes here. */
function entryOf(node: bigint | null): Buffer | number {
  if (node === null) return ENOENT;
  const head = Buffer.alloc(40);
  head.writeBigUInt64LE(node, 0);
  return Buffer.concat([head, attr(node)]);
}

/** fuse_attr_out. */
function attributes(node: bigint): Buffer {
  return Buffer.concat([Buffer.alloc(16), attr(node)]);
}

/** fuse_open_out. */
function opened(): Buffer {
  return Buffer.alloc(16);
}

/** fuse_dirent, each padded to 8 bytes; its offset is where the next one begins. */
function listing(node: bigint): Buffer {
  let end = 0;
  const entries = [...folder(node).children].map(([name, child]) => {
    const text = Buffer.from(name);
    const entry = Buffer.alloc(Math.ceil((24 + text.length) / 8) * 8);
    end += entry.length;
    entry.writeBigUInt64LE(child, 0);
    entry.writeBigUInt64LE(BigInt(end), 8);
    entry.writeUInt32LE(text.length, 16);
    entry.writeUInt32LE(nodes.get(child)?.kind === 'file' ? 8 : 4, 20);
    text.copy(entry, 24);
    return entry;
  });
  return Buffer.concat(entries);
}

/** fuse_statfs_out: much room. */
function statistics(): Buffer {
  const bytes = Buffer.alloc(80);
  for (const at of [0, 8, 16, 24, 32]) bytes.writeBigUInt64LE(1_000_000n, at);
  for (const at of [40, 48]) bytes.writeUInt32LE(4_096, at);
  bytes.writeUInt32LE(255, 44);
  return bytes;
}

/** fuse_init_out, without any of the features that may be negotiated. */
function initialised(input: Buffer): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32LE(7, 0);
  bytes.writeUInt32LE(31, 4);
  bytes.writeUInt32LE(input.readUInt32LE(8), 8);
  bytes.writeUInt16LE(16, 16);
  bytes.writeUInt16LE(12, 18);
  bytes.writeUInt32LE(MOST_WRITTEN, 20);
  bytes.writeUInt32LE(1, 24);
  return bytes;
}
