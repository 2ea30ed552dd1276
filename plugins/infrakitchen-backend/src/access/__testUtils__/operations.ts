import { spec } from '../../schema/generated/spec';

/** One request that the API's document describes. */
export interface Operation {
  /** Id of the operation, with the action where it has several. */
  name: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
}

interface Schema {
  enum?: string[];
  $ref?: string;
}

interface Parameter {
  name?: string;
  in?: string;
  schema?: Schema;
}

const { paths, components } = spec as unknown as {
  paths: Record<string, Record<string, any>>;
  components: { schemas: Record<string, Schema> };
};

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Every operation of the document; one for each action of those that take several. */
export function listOperations(): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods
      .filter(method => item[method])
      .flatMap(method => {
        const { operationId, parameters = [] } = item[method];
        const action = [...(item.parameters ?? []), ...parameters].find(
          (parameter: Parameter) =>
            parameter.name === 'action' && parameter.in === 'path',
        );
        return action
          ? enumOf(action.schema).map(each => ({
              name: `${operationId}:${each}`,
              method,
              path: path.replace('{action}', each),
            }))
          : [{ name: operationId, method, path }];
      }),
  );
}

function enumOf({ enum: values, $ref }: Schema): string[] {
  return values ?? enumOf(components.schemas[$ref!.split('/').pop()!]);
}
