import type { AccessService } from './access';
import type { Records } from './createRecords';
import type { Rules } from './createRules';
import {
  AuthorizedViolationService,
  DefaultViolationService,
  Examiner,
  type ViolationService,
} from './violations';

/** Puts the report of violations together. */
export function createViolations(
  options: Records & Rules & { access: AccessService },
): ViolationService {
  const { history, access } = options;
  const examiner = new Examiner(options);
  return new AuthorizedViolationService({
    inner: new DefaultViolationService({ ...options, examiner }),
    access,
    history,
  });
}
