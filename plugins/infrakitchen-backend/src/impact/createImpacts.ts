import type { AccessService } from '../access';
import type { Records } from '../createRecords';
import { ResourceMover } from '../resources';
import { AuthorizedImpactService } from './AuthorizedImpactService';
import { ImpactComparer } from './ImpactComparer';
import { ImpactReader } from './ImpactReader';
import { DefaultImpactService, type ImpactService } from './ImpactService';
import { ImpactStore } from './ImpactStore';
import { StaleDifference } from './StaleDifference';

/** What impacts are read from. */
export type ImpactRecords = Pick<
  Records,
  | 'knex'
  | 'keys'
  | 'targets'
  | 'resources'
  | 'hierarchy'
  | 'parentRules'
  | 'changes'
  | 'projects'
  | 'templates'
  | 'versions'
  | 'values'
> & { store: Pick<Records['store'], 'get' | 'payload'> };

/** Puts the service together, without authorisation. */
export function createImpactService(records: ImpactRecords): ImpactService {
  const impacts = new ImpactStore(records.knex);
  const comparer = new ImpactComparer(records);
  return new DefaultImpactService({
    store: impacts,
    comparer,
    reader: new ImpactReader({
      ...{ ...records, impacts, comparer },
      mover: new ResourceMover(records),
    }),
    stale: new StaleDifference(records),
  });
}

/** The authorised service. */
export function createImpacts(options: {
  records: Records;
  access: AccessService;
}): ImpactService {
  const { records, access } = options;
  return new AuthorizedImpactService({
    inner: createImpactService(records),
    access,
    history: records.history,
  });
}
