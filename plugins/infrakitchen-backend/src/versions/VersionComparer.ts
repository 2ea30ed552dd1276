import {
  compareVersions,
  type TemplateVersion,
  type VersionComparison,
  type VersionRef,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import { versionNotFound, versionOfOther } from './problems';
import type { VersionsInUseStore } from './VersionsInUseStore';
import type { VersionStore } from './VersionStore';

/** Tells what differs between two versions of a template. */
export class VersionComparer {
  readonly #versions: VersionStore;
  readonly #inUse: VersionsInUseStore;

  constructor(options: { versions: VersionStore; inUse: VersionsInUseStore }) {
    this.#versions = options.versions;
    this.#inUse = options.inUse;
  }

  /** @param olderId - the predecessor where absent. */
  async compare(
    id: string,
    olderId: string | undefined,
    { scope }: Pick<CallOptions, 'scope'> = {},
  ): Promise<VersionComparison> {
    const version = await this.#require(id);
    const otherId = olderId ?? (await this.#inUse.predecessorId(version));
    if (!otherId) {
      return { version: toRef(version), findings: [] };
    }
    const older = await this.#require(otherId, scope);
    if (older.templateId !== version.templateId) {
      throw versionOfOther({ id: version.templateId }, otherId);
    }
    const consumers = await this.#inUse.consumersOf(version.templateId, scope);
    return {
      version: toRef(version),
      with: toRef(older),
      resourceCount: older.resourceCount,
      findings: compareVersions(older, version, consumers),
    };
  }

  async #require(
    id: string,
    scope?: CallOptions['scope'],
  ): Promise<TemplateVersion> {
    const version = await this.#versions.getCounted(id, scope);
    if (!version) {
      throw versionNotFound(id);
    }
    return version;
  }
}

function toRef({ id, ref, lifecycle }: TemplateVersion): VersionRef {
  return { id, ref, lifecycle };
}
