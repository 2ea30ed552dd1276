import type {
  Template,
  TemplateInput,
  TemplatePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessService, CallOptions } from '../access';
import type { HistoryStore } from '../history';
import { AuthorizedKeyedService } from '../keyed';
import type { TemplateService } from './TemplateService';

/** Asks for access before each method of {@link TemplateService}. */
export class AuthorizedTemplateService
  extends AuthorizedKeyedService<
    Template,
    TemplateInput,
    TemplatePatch,
    TemplateService
  >
  implements TemplateService
{
  constructor(options: {
    inner: TemplateService;
    access: AccessService;
    history: HistoryStore;
  }) {
    super('template', options);
  }

  async tree(id: string, options: CallOptions) {
    return this.inner.tree(id, await this.readable(id, options));
  }

  async fullTree(options: CallOptions) {
    return this.inner.fullTree(await this.listable(options));
  }
}
