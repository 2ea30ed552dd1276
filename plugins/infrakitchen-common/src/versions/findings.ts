import type { Culprit, TemplateVersion, VersionFinding } from '../api';

/** What of a version is compared. @public */
export type ComparedVersion = Pick<
  TemplateVersion,
  'ref' | 'repositoryUrl' | 'path' | 'analysis' | 'variableRules'
>;

/** A variable elsewhere that takes its value from an output. @public */
export interface OutputConsumer {
  output: string;
  variable: string;
  sensitive: boolean;
  /** Absent where it is not to be told. */
  version?: { id: string; ref: string; templateName: string };
}

const MAX_SHOWN = 300;

/** A finding with its texts cut to what a person reads. */
export function finding(
  kind: VersionFinding['kind'],
  severity: VersionFinding['severity'],
  name: string,
  rest: {
    message: string;
    before?: string;
    after?: string;
    culprits?: Culprit[];
  },
): VersionFinding {
  const { before, after, culprits, message } = rest;
  return {
    kind,
    severity,
    name,
    ...(before !== undefined && { before: cut(before) }),
    ...(after !== undefined && { after: cut(after) }),
    message,
    ...(culprits?.length && { culprits }),
  };
}

function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
