import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  resolveValues,
  type EffectiveValues,
  type Entry,
  type ResolvedValues,
  type ResourceState,
  type Template,
  type VariableRules,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import fc from 'fast-check';
import {
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import {
  distance,
  expected,
  parentsOf,
  valueOf,
  valuesPlans,
  type ValuesPlan,
} from './__testUtils__/valuesModel';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const toEntries = (list: ValuesPlan['nodes'][number]['tags']): Entry[] =>
  list.map(({ name, value, inherited }) => ({
    name,
    value,
    inheritedByChildren: inherited,
  }));

const toVariables = ({ variables }: ValuesPlan) =>
  variables.map(({ name, type, sensitive, moduleDefault }) =>
    variable(name, type, {
      sensitive,
      ...(moduleDefault && { default: valueOf(type, 'module') as never }),
    }),
  );

const toRules = (plan: ValuesPlan, templateIds: string[]): VariableRules =>
  Object.fromEntries(
    plan.variables.map(each => [
      each.name,
      {
        restricted: each.restricted,
        ...(each.templateDefault && {
          default: valueOf(each.type, 'template') as never,
        }),
        ...(each.reference && {
          reference: {
            templateId: templateIds[each.reference.template],
            output: each.reference.output,
          },
        }),
      },
    ]),
  );

const ownValues = (
  plan: ValuesPlan,
  part: (sensitive: boolean) => boolean = () => true,
): Values =>
  Object.fromEntries(
    plan.variables
      .filter(each => each.own && part(each.sensitive))
      .map(({ name, type }) => [name, valueOf(type, 'own')]),
  );

/** Names in the order of the positions, by which equals are told apart. */
const nameOf = (at: number) => `node-${at}`;

/** What was resolved, as the model says it. */
function found(
  { variables, tags, errors }: ResolvedValues | EffectiveValues,
  nodeOf: (id: string) => number,
  sensitive: Set<string>,
) {
  return {
    variables: variables.map(({ name, isSet, value, provenance }) => {
      const error = errors.find(each => each.variable === name)?.code;
      return {
        name,
        error,
        source: isSet ? provenance!.source : undefined,
        node:
          isSet && provenance!.resource
            ? nodeOf(provenance!.resource.id)
            : undefined,
        value: sensitive.has(name) ? undefined : value,
      };
    }),
    tags: [...new Set(tags.map(({ name }) => name))].map(name => ({
      name,
      values: tags
        .filter(tag => tag.name === name)
        .map(({ value }) => value)
        .sort(),
    })),
    conflicts: errors
      .filter(({ code }) => code === 'conflicting_tag')
      .map(({ culprits }) => culprits![0].name)
      .sort(),
  };
}

function wanted(plan: ValuesPlan) {
  const { variables, tags } = expected(plan);
  const secret = secretsOf(plan);
  return {
    variables: variables.map(each => ({
      error: undefined,
      source: undefined,
      node: undefined,
      ...each,
      value: secret.has(each.name) ? undefined : each.value,
    })),
    tags: tags.map(({ name, values }) => ({ name, values: values.sort() })),
    conflicts: tags
      .filter(({ values }) => values.length > 1)
      .map(({ name }) => name),
  };
}

function secretsOf({ variables }: ValuesPlan): Set<string> {
  return new Set(
    variables.filter(each => each.sensitive).map(({ name }) => name),
  );
}

it('resolves random hierarchies as the rules say', () => {
  fc.assert(
    fc.property(valuesPlans, plan => {
      const last = plan.nodes.length - 1;
      const templateIds = ['t0', 't1', 't2'];
      const link = (at: number) => ({
        id: String(at),
        name: nameOf(at),
        templateId: templateIds[plan.nodes[at].template],
      });
      const resolved = resolveValues({
        variables: toVariables(plan),
        rules: toRules(plan, templateIds),
        ancestors: plan.nodes.flatMap((node, at) => {
          const way = distance(plan, last, at);
          return way
            ? [
                {
                  link: link(at),
                  templateId: link(at).templateId,
                  distance: way,
                  state: 'provisioned' as ResourceState,
                  entries: {
                    tags: toEntries(node.tags),
                    configs: toEntries(node.configs),
                  },
                  outputs: node.outputs.map(({ name, value, sensitive }) => ({
                    name,
                    sensitive,
                    ...(!sensitive && { value }),
                  })),
                },
              ]
            : [];
        }),
        project: plan.project && {
          link: { id: 'p', name: 'Project' },
          entries: {
            tags: toEntries(plan.project.tags),
            configs: toEntries(plan.project.configs),
          },
        },
        own: {
          resource: link(last),
          tags: toEntries(plan.nodes[last].tags),
          configs: toEntries(plan.nodes[last].configs),
          values: ownValues(plan),
        },
      });
      expect(found(resolved, Number, secretsOf(plan))).toEqual(wanted(plan));
    }),
    { numRuns: 2_000 },
  );
});

describe.each(databases.eachSupportedId())('through %s', database => {
  let services: Services;
  let templates: Template[];

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    templates = [];
    for (let i = 0; i < 3; i++) {
      templates.push(await addTemplate(services, {}));
    }
  });

  /** Writes a plan past the rules of creating; the closure is the store's own. */
  async function write(plan: ValuesPlan): Promise<string[]> {
    const { knex, resources, values, projectService } = services;
    const ids = plan.nodes.map(() => randomUUID());
    const last = ids.length - 1;
    const templateIds = templates.map(({ id }) => id);
    const key = fresh('project-');
    const project =
      plan.project &&
      (await projectService.create(
        {
          key,
          name: key,
          tags: toEntries(plan.project.tags),
          configs: toEntries(plan.project.configs),
        },
        ann,
      ));
    const version = await addVersion(
      services,
      templates[plan.nodes[last].template],
      {
        variables: toVariables(plan),
        rules: toRules(plan, templateIds),
      },
    );
    for (const [at, node] of plan.nodes.entries()) {
      const isLast = at === last;
      const id = ids[at];
      await knex.transaction(tx =>
        resources.insert(
          tx,
          {
            id,
            templateId: templateIds[node.template],
            versionId: isLast ? version.id : undefined,
            projectId: isLast ? project?.id : undefined,
            name: nameOf(at),
            slug: id.replace(/-/g, '_'),
            labels: [],
            abstract: false,
            state: 'provisioned',
            status: 'done',
            deletionProtection: false,
            staleInputs: false,
            ownValues: isLast ? ownValues(plan, secret => !secret) : {},
            sensitiveValues: isLast
              ? values.seal(
                  'resources',
                  id,
                  ownValues(plan, secret => secret),
                )
              : undefined,
            outputs: node.outputs.map(({ name, value, sensitive }) => ({
              name,
              sensitive,
              ...(!sensitive && { value: value as never }),
            })),
            revision: 1,
            createdBy: 'user:default/ann',
            createdAt: 1,
            updatedAt: 1,
          },
          parentsOf(plan, at).map(parent => ids[parent]),
          { tags: toEntries(node.tags), configs: toEntries(node.configs) },
        ),
      );
    }
    return ids;
  }

  it('resolves random hierarchies as the rules say', async () => {
    await fc.assert(
      fc.asyncProperty(valuesPlans, async plan => {
        const ids = await write(plan);
        const effective = await services.resourceService.effective(
          ids[ids.length - 1],
        );
        expect(
          found(effective, id => ids.indexOf(id), secretsOf(plan)),
        ).toEqual(wanted(plan));
      }),
      { numRuns: 60, interruptAfterTimeLimit: 60_000 },
    );
  });
});
