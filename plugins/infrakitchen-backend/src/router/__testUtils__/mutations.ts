import { spec } from '../../schema/generated/spec';

/** An operation that is no GET, with one of its actions. */
export interface Call {
  method: string;
  path: string;
  /** `operationId`, and the action where the path names one. */
  name: string;
}

/** Every operation that changes something, once for each of its actions. */
export function mutations(): Call[] {
  const { paths } = spec as unknown as {
    paths: Record<string, Record<string, any>>;
  };
  const { schemas } = (spec as any).components;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => ['post', 'put', 'patch', 'delete'].includes(method))
      // A question that is too long for an address.
      .filter(([, operation]) => !operation['x-reads'])
      .flatMap(([method, { operationId }]) => {
        const parameter = item.parameters?.find(
          ({ name }: { name?: string }) => name === 'action',
        );
        const { $ref } = parameter?.schema ?? {};
        const schema = $ref
          ? schemas[$ref.split('/').at(-1)]
          : parameter?.schema;
        return schema
          ? schema.enum.map((action: string) => ({
              method,
              path: path.replace('{action}', action),
              name: `${operationId} ${action}`,
            }))
          : [{ method, path, name: operationId }];
      }),
  );
}
