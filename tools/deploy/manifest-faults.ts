import { join } from 'node:path';

import ts from 'typescript';

import { type Manifest } from './manifests';

/**
 * What is wrong with manifests, by the schemas of Kubernetes: of types, and of names that are not known, which Kubernetes
 * would ignore. Each becomes a constant of the type that kubernetes-models makes of its schema, and TypeScript is asked.
 *
 * @returns a sentence each, beginning with the file
 */
export function manifestFaults(manifests: readonly Manifest[]): string[] {
  const source = manifests.map(asConstant).join('\n');
  const path = join(process.cwd(), 'manifests.generated.ts');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.Node20,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2024,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (file) => file === path || onDisk.fileExists(file);
  host.getSourceFile = (file, ...rest) =>
    file === path ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2024) : onDisk.getSourceFile(file, ...rest);
  const program = ts.createProgram([path], options, host);
  const found = [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()];
  return found.map(({ file, start = 0, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    const manifest = manifests[Math.floor(line / LINES)];
    const reason = ts.flattenDiagnosticMessageText(messageText, ' ');
    return `${manifest?.file}: ${manifest?.kind} ${manifest?.name}: ${reason}`;
  });
}

/** Lines of source that a manifest becomes. */
const LINES = 2;

function asConstant({ apiVersion, kind, content }: Manifest, at: number): string {
  return [
    `import { type I${kind} as Kind${at} } from 'kubernetes-models/${apiVersion}/${kind}';`,
    `export const manifest${at}: Kind${at} = ${JSON.stringify(content)};`,
  ].join('\n');
}
