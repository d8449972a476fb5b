import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig, type Environment } from '../../../services/cds-hooks/config.ts';
import { readDecisionLogConfig } from '../../../services/cds-hooks/decisionLogConfig.ts';
import { readJsonFile } from '../../../services/cds-hooks/readJsonFile.ts';
import { readTrustConfig } from '../../../services/cds-hooks/trust/trustConfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const dockerfile = readFileSync('Dockerfile', 'utf8');
/** Of the stage that becomes the image. */
const image = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
const instruction = (name: string): string =>
  new RegExp(`^${name} ((?:.*\\\\\n)*.*)`, 'm').exec(image)?.[1]?.replaceAll('\\\n', ' ') ?? '';
const imageEnvironment = Object.fromEntries(
  instruction('ENV')
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
);

interface Named {
  readonly name: string;
}
interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
interface Container extends Named {
  readonly ports: readonly (Named & { readonly containerPort: number })[];
  readonly env: readonly (Named & { readonly value: string })[];
  readonly volumeMounts: readonly (Named & { readonly mountPath: string })[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly securityContext: Record<string, unknown>;
  readonly resources: Record<'requests' | 'limits', Record<'cpu' | 'memory', string>>;
}
type Labels = Readonly<Record<string, string>>;
interface Manifest {
  readonly kind: string;
  readonly metadata: Named;
  readonly data: Labels;
  readonly spec: {
    readonly selector: Labels & { readonly matchLabels: Labels };
    readonly podSelector: { readonly matchLabels: Labels };
    readonly minReplicas: number;
    readonly maxUnavailable: number;
    readonly scaleTargetRef: Named & { readonly kind: string };
    readonly ingress: readonly { readonly ports: readonly { readonly port: number }[] }[];
    readonly volumeClaimTemplates: readonly { readonly metadata: Named }[];
    readonly template: {
      readonly metadata: { readonly labels: Labels };
      readonly spec: {
        readonly containers: readonly [Container];
        readonly volumes: readonly Named[];
        readonly securityContext: Record<string, unknown>;
      };
    };
  };
}

const KUBERNETES = 'deploy/kubernetes';
const files = readdirSync(KUBERNETES).filter((name) => name !== 'kustomization.yaml');
const manifests = files.flatMap((name) =>
  parseAllDocuments(readFileSync(join(KUBERNETES, name), 'utf8'), { strict: true }).map(
    (document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Manifest;
    },
  ),
);
const manifest = (kind: string, name = 'convergent'): Manifest => {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return found;
};
const pod = manifest('StatefulSet').spec.template;
const [container] = pod.spec.containers;

const compose = parse(readFileSync('deploy/compose.yaml', 'utf8')) as {
  readonly services: {
    readonly convergent: {
      readonly environment: Labels;
      readonly volumes: readonly string[];
      readonly read_only: boolean;
      readonly ports: readonly string[];
    };
  };
};

/** What the files hold that a deployment mounts, for the service to read here. */
const MOUNTED: Readonly<Record<string, string>> = {
  'database-url': 'postgresql://convergent:secret@postgres:5432/convergent',
  'pseudonym-key': randomBytes(32).toString('base64'),
  'admin-password': randomBytes(16).toString('hex'),
  'metrics-token': randomBytes(16).toString('hex'),
  'clients.json': readFileSync('deploy/clients.example.json', 'utf8'),
};

/** Settings as in the container, with files of the same content in a folder of this test. */
function withFilesHere(settings: Labels): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...imageEnvironment, ...settings }).map(([name, value]) => {
      const content = value.startsWith('/') ? MOUNTED[basename(value)] : undefined;
      if (content === undefined) return [name, value];
      const path = join(folder, basename(value));
      writeFileSync(path, content);
      return [name, path];
    }),
  );
}

/** Settings that the service does not look at while it takes them all. */
function notTaken(settings: Labels): readonly string[] {
  const read = new Set<string>();
  const environment: Environment = new Proxy(withFilesHere(settings), {
    get: (target, name) => {
      read.add(String(name));
      return Reflect.get(target, name) as string | undefined;
    },
  });
  expect(readConfig(environment).profile).toBe('production');
  expect(readDecisionLogConfig(environment, 'production')?.databaseUrl).toContain('postgresql:');
  expect(readTrustConfig(environment, 'production')).toMatchObject({
    adminPassword: MOUNTED['admin-password'],
    metricsToken: MOUNTED['metrics-token'],
  });
  return Object.keys(settings).filter((name) => !read.has(name));
}

describe('the image', () => {
  test('is described without a fault that dockerfilelint finds', () => {
    const lint = 'node_modules/dockerfilelint/bin/dockerfilelint';
    const { status, stdout } = spawnSync(process.execPath, [lint, '-o', 'json', 'Dockerfile']);
    expect(JSON.parse(String(stdout))).toMatchObject({ totalIssues: 0 });
    expect(status).toBe(0);
  });

  test('holds every file that the service reads of its own folder, and lets the build see it', () => {
    const sources = readdirSync('services/cds-hooks', { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.ts'))
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      .join('');
    const read = [...sources.matchAll(/readJsonFile\(\s*'([^']+)'/g)].map(
      (match) => match[1] ?? '',
    );
    expect(read).toContain('services/cds-hooks/trust/clients.schema.json');
    const copied = [...image.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      (match[1] ?? '').split(' '),
    );
    for (const file of [...read, 'rules', 'services/demo-ehr/stories']) {
      expect({ file, copied: copied.includes(file) }).toEqual({ file, copied: true });
    }
    const seen = readFileSync('.dockerignore', 'utf8').split('\n');
    const ofTheFolder = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
    for (const path of ofTheFolder.flatMap((match) => (match[1] ?? '').split(' '))) {
      expect(seen).toContain(`!${path.split('/')[0] ?? ''}`);
    }
  });

  test('runs as nobody special, and keeps its data apart', () => {
    expect(instruction('USER')).toBe('1000:1000');
    expect(imageEnvironment['CONVERGENT_DATA']).toBe(instruction('VOLUME'));
    expect(imageEnvironment['PORT']).toBe(instruction('EXPOSE'));
  });
});

describe('the compose file', () => {
  test('gives the service settings that it takes, and none that it does not know', () => {
    const { environment, ports, read_only: readOnly, volumes } = compose.services.convergent;
    const settings = {
      ...environment,
      CONVERGENT_PUBLIC_URL: 'https://cds.hospital.example',
      CONVERGENT_TRUSTED_PROXIES: '172.16.0.0/12',
    };
    expect(notTaken(settings)).toEqual([]);
    expect(readOnly).toBe(true);
    expect(volumes).toContain(`records:${instruction('VOLUME')}`);
    expect(ports).toEqual([`127.0.0.1:3000:${instruction('EXPOSE')}`]);
  });
});

describe('the Kubernetes manifests', () => {
  test('give the service settings that it takes, and none that it does not know', () => {
    const own = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    const settings = { ...manifest('ConfigMap').data, ...own };
    expect(notTaken(settings)).toEqual([]);
    expect(
      JSON.parse(manifest('ConfigMap', 'convergent-clients').data['clients.json'] ?? ''),
    ).toEqual(JSON.parse(MOUNTED['clients.json'] ?? ''));
    const mounts = container.volumeMounts.map(({ mountPath }) => mountPath);
    for (const [name, value] of Object.entries(settings)) {
      if (!value.startsWith('/')) continue;
      expect({ name, mounted: mounts.some((mount) => value.startsWith(`${mount}/`)) }).toEqual({
        name,
        mounted: true,
      });
    }
  });

  test('agree with the image on port, user and folder', () => {
    expect(container.ports).toEqual([
      { name: 'http', containerPort: Number(instruction('EXPOSE')) },
    ]);
    expect(manifest('NetworkPolicy').spec.ingress[0]?.ports).toEqual([
      { protocol: 'TCP', port: Number(instruction('EXPOSE')) },
    ]);
    const [user, group] = instruction('USER').split(':').map(Number);
    expect(pod.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: group,
      fsGroup: group,
    });
    const [claim] = manifest('StatefulSet').spec.volumeClaimTemplates;
    expect(container.volumeMounts).toContainEqual({
      name: claim?.metadata.name,
      mountPath: instruction('VOLUME'),
    });
  });

  test('let it write to its volumes only, and gain no right', () => {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const volumes = [
      ...pod.spec.volumes,
      ...manifest('StatefulSet').spec.volumeClaimTemplates.map(({ metadata }) => metadata),
    ].map(({ name }) => name);
    expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.sort());
  });

  test('ask for health where the service tells it', () => {
    const { paths } = readJsonFile('services/cds-hooks/openapi.json') as { paths: object };
    for (const probe of [
      container.startupProbe,
      container.livenessProbe,
      container.readinessProbe,
    ]) {
      expect(paths).toHaveProperty([probe.httpGet.path]);
      expect(probe.httpGet.port).toBe('http');
    }
  });

  test('mean the same pods everywhere, and never take all of them away', () => {
    const { labels } = pod.metadata;
    for (const selected of [
      manifest('StatefulSet').spec.selector.matchLabels,
      manifest('Service').spec.selector,
      manifest('Service', 'convergent-pods').spec.selector,
      manifest('PodDisruptionBudget').spec.selector.matchLabels,
      manifest('NetworkPolicy').spec.podSelector.matchLabels,
    ]) {
      expect(selected).toEqual(labels);
    }
    const { minReplicas, scaleTargetRef } = manifest('HorizontalPodAutoscaler').spec;
    expect(scaleTargetRef).toMatchObject({ kind: 'StatefulSet', name: 'convergent' });
    expect(manifest('PodDisruptionBudget').spec.maxUnavailable).toBeLessThan(minReplicas);
    const { resources } = parse(readFileSync(join(KUBERNETES, 'kustomization.yaml'), 'utf8')) as {
      resources: string[];
    };
    expect([...resources].sort()).toEqual([...files].sort());
  });

  test('have a thread for each processor that a pod may use', () => {
    expect(manifest('ConfigMap').data['CONVERGENT_WORKERS']).toBe(container.resources.limits.cpu);
  });
});

test.each(['docs/security.md', 'docs/deployment.md'])(
  '%s names files that are there',
  (document) => {
    const text = readFileSync(document, 'utf8');
    const named = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((path) => !existsSync(join('docs', path)))).toEqual([]);
  },
);
