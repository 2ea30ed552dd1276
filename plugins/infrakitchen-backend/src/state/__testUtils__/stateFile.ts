/** A state as an engine writes it. */
export function stateFile(input: {
  serial: number;
  lineage?: string;
  outputs?: Record<string, { value: unknown; sensitive?: boolean }>;
  resources?: object[];
  /** Makes two states with the same serial different. */
  tag?: string;
}): Buffer {
  const { serial, lineage = 'lineage-a', outputs = {}, resources = [] } = input;
  return Buffer.from(
    JSON.stringify({
      version: 4,
      terraform_version: '1.11.4',
      serial,
      lineage,
      outputs,
      resources,
      check_results: input.tag ?? null,
    }),
  );
}

/** A state with this many objects. */
export function stateOf(serial: number, objects: number): Buffer {
  return stateFile({
    serial,
    resources: Array.from({ length: objects }, (_, i) => ({
      mode: 'managed',
      type: 'thing',
      name: `n${i}`,
      instances: [{}],
    })),
  });
}
