import type { AnalyticsTracker } from '@backstage/frontend-plugin-api';
import type { InfrakitchenApi } from '../api';

/** What is told of something that somebody did: what kind of thing, and ids. */
interface Told {
  action: string;
  /** Id of what it was done to; the list for a search. */
  subject: string;
  attributes: { kind: string } & Record<string, string | undefined>;
}

type Tellers = {
  [M in keyof InfrakitchenApi]?: (
    result: Awaited<ReturnType<InfrakitchenApi[M]>>,
    ...args: Parameters<InfrakitchenApi[M]>
  ) => Told;
};

/**
 * The calls that matter, and what is told of each. Never names, values, reasons
 * or search terms: they may hold what is nobody's business.
 */
const tellers: Tellers = {
  createResource: ({ id, templateId }) => ({
    action: 'create',
    subject: id,
    attributes: { kind: 'resource', templateId },
  }),
  updateResource: (edited, id) => ({
    action: 'edit',
    subject: id,
    attributes: { kind: 'resource', runId: edited?.run?.id },
  }),
  actOnResource: (done, id, action) => ({
    action,
    subject: id,
    attributes: { kind: 'resource', runId: done?.run?.id },
  }),
  actOnRun: (_done, id, action) => ({
    action,
    subject: id,
    attributes: { kind: 'run' },
  }),
  createCascade: ({ id }, { kind }) => ({
    action: kind,
    subject: id,
    attributes: { kind: 'cascade' },
  }),
  actOnCascade: (_done, id, action) => ({
    action,
    subject: id,
    attributes: { kind: 'cascade' },
  }),
  importTemplate: ({ template }) => ({
    action: 'import',
    subject: template.id,
    attributes: { kind: 'template', templateKey: template.key },
  }),
  createTemplate: ({ id, key }) => ({
    action: 'create',
    subject: id,
    attributes: { kind: 'template', templateKey: key },
  }),
  createProject: ({ id }) => ({
    action: 'create',
    subject: id,
    attributes: { kind: 'project' },
  }),
  createWorkspace: ({ id }) => ({
    action: 'create',
    subject: id,
    attributes: { kind: 'workspace' },
  }),
  createConnection: ({ id }, kind) => ({
    action: 'create',
    subject: id,
    attributes: { kind },
  }),
};

/**
 * The client, telling what somebody did once it worked. All that people do goes
 * through it, so it is told here and nowhere else.
 */
export function trackedApi(
  api: InfrakitchenApi,
  analytics: AnalyticsTracker,
): InfrakitchenApi {
  const tell = ({ action, subject, attributes }: Told) =>
    analytics.captureEvent(action, subject, {
      attributes: Object.fromEntries(
        Object.entries(attributes).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
    });
  /** Lists are loaded again and again; a search is told when it is another. */
  const searched = new Map<string, string>();
  const tellSearch = (list: string, options: unknown) => {
    const term = (options as { q?: string } | undefined)?.q ?? '';
    if (term !== (searched.get(list) ?? '')) {
      searched.set(list, term);
      if (term !== '') {
        tell({ action: 'search', subject: list, attributes: { kind: 'list' } });
      }
    }
  };

  return new Proxy(api, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function' || typeof name !== 'string') {
        return method;
      }
      const list = /^list(\w+)$/.exec(name)?.[1].toLowerCase();
      const teller = tellers[name as keyof InfrakitchenApi] as
        | ((...args: unknown[]) => Told)
        | undefined;
      return (...args: unknown[]) => {
        const answer = method.apply(target, args);
        if (list) {
          tellSearch(list, args[0]);
        }
        return teller
          ? Promise.resolve(answer).then(result => {
              tell(teller(result, ...args));
              return result;
            })
          : answer;
      };
    },
  });
}
