import { compileKnowledge } from '../../../src/rulebase/compileKnowledge.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { RuleBaseFiles } from '../../../src/rulebase/ruleFiles.ts';
import { canonicalJson } from '../../../src/rulebase/canonicalJson.ts';
import { AppFailure } from '../launch/failure.ts';
import { atService } from '../launch/atService.ts';
import type { Settings } from '../launch/settings.ts';

/** The rules this page judges with, proven to be those of the service. */
export interface VerifiedRules {
  readonly files: RuleBaseFiles;
  readonly knowledge: KnowledgeBase;
  /** SHA-256 of the bundle, computed here. */
  readonly sha256: string;
}

/** The rule base as the service sent it, and what the service says of it. */
export interface FetchedRules {
  readonly bytes: ArrayBuffer;
  /** Of the bundle, as the settings of the app named it. */
  readonly sha256: string;
  readonly info: ServiceInfo;
}

/** @throws AppFailure */
export async function fetchRules({ path, sha256 }: Settings['rules']): Promise<FetchedRules> {
  if (!isSecureContext) throw new AppFailure('insecure-page');
  const [bytes, info] = await Promise.all([
    fetchOk(atService(path)).then((response) => response.arrayBuffer()),
    fetchOk(atService('/service-info')).then((response) => response.json() as Promise<ServiceInfo>),
  ]).catch(() => {
    throw new AppFailure('service-unreachable');
  });
  return { bytes, sha256, info };
}

/**
 * Compiles the rule base. The hash of the bundle and of each pack is computed in the browser and must
 * be what the service says it answers with.
 * @throws AppFailure
 */
export async function verifyRules({ bytes, sha256, info }: FetchedRules): Promise<VerifiedRules> {
  const found = await sha256Of(bytes);
  if (found !== sha256 || found !== info.ruleBundle?.sha256) {
    throw new AppFailure('rules-not-verified', 'bundle');
  }
  const files = JSON.parse(new TextDecoder().decode(bytes)) as RuleBaseFiles;
  await verifyPacks(files, info);
  const compiled = compileKnowledge(files);
  if (!compiled.ok) throw new AppFailure('rules-not-verified', 'names');
  return { files, knowledge: compiled.knowledge, sha256: found };
}

interface ServiceInfo {
  readonly packs: readonly {
    readonly pack: string;
    readonly version: string;
    readonly hash: string;
  }[];
  readonly ruleBundle?: { readonly sha256: string };
}

async function verifyPacks(files: RuleBaseFiles, info: ServiceInfo): Promise<void> {
  const { packs, shared, ...content } = files;
  const computed = await Promise.all(
    [
      { manifest: shared.manifest, ...content },
      ...packs.map(({ manifest, rules }) => ({ manifest, rules })),
    ].map(async (deciding) => {
      const { manifest } = deciding;
      const hash = await sha256Of(new TextEncoder().encode(canonicalJson(deciding)));
      return `${manifest.id} ${manifest.version} ${hash}`;
    }),
  );
  const served = info.packs.map(({ pack, version, hash }) => `${pack} ${version} ${hash}`);
  if (computed.sort().join() !== served.sort().join()) {
    throw new AppFailure('rules-not-verified', 'packs');
  }
}

async function sha256Of(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function fetchOk(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new AppFailure('service-unreachable', String(response.status));
  return response;
}
