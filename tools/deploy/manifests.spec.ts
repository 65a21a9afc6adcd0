import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { manifestFaults } from './manifest-faults';
import { FOLDER, type Manifest, readFolder, readManifests } from './manifests';

interface Container {
  name: string;
  image: string;
  securityContext: object;
  resources: { requests?: object; limits?: { memory?: string } };
}
interface PodSpec {
  containers: Container[];
  securityContext: object;
  automountServiceAccountToken: boolean;
}
interface Kustomization {
  resources?: string[];
  patches?: { path?: string }[];
  configMapGenerator?: { envs?: string[]; files?: string[] }[];
}

const everything = [FOLDER, 'docker/mongo', 'docker/redis', 'init-mongo'].flatMap(readFolder);
const manifests = everything.filter(({ kind }) => kind !== 'Kustomization');
const kustomizations = everything.filter(({ kind }) => kind === 'Kustomization');
/** Those that begin a thing; the others change one that is there. */
const whole = manifests.filter(({ file }) => !file.includes('patch'));

const podOf = ({ kind, content }: Manifest): PodSpec | null => {
  const spec = content['spec'] as {
    template?: { spec: PodSpec };
    jobTemplate?: { spec: { template: { spec: PodSpec } } };
  };
  if (kind === 'CronJob') return spec.jobTemplate?.spec.template.spec ?? null;
  return ['Deployment', 'StatefulSet', 'Job'].includes(kind) ? (spec.template?.spec ?? null) : null;
};
const pods = whole.flatMap((manifest) => {
  const pod = podOf(manifest);
  return pod ? [{ ...manifest, pod }] : [];
});

describe('the manifests for Kubernetes', () => {
  it('are what the schemas of Kubernetes ask for', () => {
    expect(manifests.length).toBeGreaterThan(10);
    expect(manifestFaults(whole)).toEqual([]);
  });

  it('would be refused with a misspelt name or a wrong type in them', () => {
    const text = readFileSync(join(FOLDER, 'base', 'api.yaml'), 'utf8');
    const misspelt = manifestFaults(readManifests(text.replace('livenessProbe', 'livenesProbe'), 'api.yaml'));
    expect(misspelt).toEqual([expect.stringMatching(/^api\.yaml: Deployment api: .*livenesProbe/)]);
    const wrong = manifestFaults(
      readManifests(text.replace('containerPort: 3000', "containerPort: '3000'"), 'api.yaml'),
    );
    expect(wrong).toEqual([expect.stringContaining("Type 'string' is not assignable to type 'number'")]);
  });

  it.each(pods.map((pod) => [`${pod.kind} ${pod.name}`, pod]))(
    'let %s do nothing that it need not do',
    (_, { pod }) => {
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.resources.requests).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
        expect(container.resources.limits?.memory).toEqual(expect.any(String));
      }
    },
  );

  it('name files that are there', () => {
    const named = kustomizations.flatMap(({ file, content }) => {
      const { resources = [], patches = [], configMapGenerator = [] } = content as unknown as Kustomization;
      const files = configMapGenerator.flatMap(({ envs = [], files = [] }) => [...envs, ...files]);
      const paths = [...resources, ...patches.flatMap(({ path }) => path ?? []), ...files];
      return paths.map((path) => join(dirname(file), path));
    });
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('use no secret that docker/make-secrets.sh does not make', () => {
    const made = readFileSync(join('docker', 'make-secrets.sh'), 'utf8');
    const files = [
      ...JSON.stringify(kustomizations.map(({ content }) => content)).matchAll(/"[\w-]+=secrets\/([\w-]+)"/g),
    ];
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter(([, name = '']) => !made.includes(name))).toEqual([]);
  });
});
