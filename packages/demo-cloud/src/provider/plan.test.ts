import { KINDS } from '../kinds';
import { planResource } from './plan';
import { importedState } from './state';
import { ObjectValue, UNKNOWN } from './values';

const kind = KINDS.network;

function network(attributes: ObjectValue = {}): ObjectValue {
  return {
    ...importedState(kind, 'net-1'),
    name: 'main',
    region: 'eu-north-1',
    cidr: '10.0.0.0/16',
    flow_logs: false,
    subnet_ids: {},
    gateway: '10.0.0.1',
    tags_all: {},
    ...attributes,
  };
}

const plan = (prior: ObjectValue | undefined, proposed: ObjectValue) =>
  planResource({ kind, prior, proposed, config: proposed, defaultTags: {} });

describe('planResource', () => {
  it('knows of a new object what was given and what is by default', () => {
    const { planned, requiresReplace } = plan(
      undefined,
      network({ id: null, flow_logs: null, gateway: null }),
    );
    expect(planned).toMatchObject({
      id: UNKNOWN,
      gateway: UNKNOWN,
      flow_logs: false,
      name: 'main',
      tags_all: {},
    });
    expect(requiresReplace).toEqual([]);
  });

  it('leaves alone what does not depend on the change', () => {
    const { planned } = plan(network(), network({ subnets: [] }));
    expect(planned).toMatchObject({ gateway: '10.0.0.1', subnet_ids: UNKNOWN });
  });

  it('goes back to the default when a value is taken away', () => {
    const prior = network({ flow_logs: true });
    const { planned } = planResource({
      kind,
      prior,
      proposed: prior,
      config: { ...prior, flow_logs: null },
      defaultTags: {},
    });
    expect(planned?.flow_logs).toBe(false);
  });

  it('asks for a new object where the value is for good', () => {
    const proposed = network({ cidr: UNKNOWN, region: 'eu-west-1' });
    expect(plan(network(), proposed).requiresReplace.sort()).toEqual([
      'cidr',
      'region',
    ]);
  });

  it('merges tags that are known', () => {
    const tagsFor = (tags: ObjectValue[string]) =>
      planResource({
        kind,
        proposed: network({ tags }),
        defaultTags: { team: 'core', stage: 'dev' },
      }).planned?.tags_all;
    expect(tagsFor(null)).toEqual({ team: 'core', stage: 'dev' });
    expect(tagsFor({ stage: UNKNOWN })).toEqual({
      team: 'core',
      stage: UNKNOWN,
    });
    expect(tagsFor(UNKNOWN)).toBe(UNKNOWN);
  });
});
