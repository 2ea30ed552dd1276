import type {
  Project,
  ProjectInput,
  ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessService } from '../access';
import type { HistoryStore } from '../history';
import { AuthorizedKeyedService } from '../keyed';
import type { ProjectService } from './ProjectService';

/** Asks for access before each method of {@link ProjectService}. */
export class AuthorizedProjectService extends AuthorizedKeyedService<
  Project,
  ProjectInput,
  ProjectPatch,
  ProjectService
> {
  constructor(options: {
    inner: ProjectService;
    access: AccessService;
    history: HistoryStore;
  }) {
    super('project', options);
  }
}
