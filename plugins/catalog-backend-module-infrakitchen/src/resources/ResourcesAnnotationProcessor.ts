import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  getCompoundEntityRef,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorCache,
  type CatalogProcessorEmit,
  type LocationSpec,
} from '@backstage/plugin-catalog-node';
import { parseResourcesAnnotation } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ANNOTATION_RESOURCES } from './annotations';
import { entityNameOf } from './entityName';

const WARNED = 'warned';

/** Makes what a Component names in its annotation to what it depends on. */
export class ResourcesAnnotationProcessor implements CatalogProcessor {
  readonly #logger: LoggerService;
  readonly #namespace: string;

  constructor(options: { logger: LoggerService; namespace: string }) {
    this.#logger = options.logger;
    this.#namespace = options.namespace;
  }

  getProcessorName(): string {
    return 'InfrakitchenResourcesAnnotationProcessor';
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    const annotation = entity.metadata.annotations?.[ANNOTATION_RESOURCES];
    if (entity.kind !== 'Component' || typeof annotation !== 'string') {
      return entity;
    }
    const source = getCompoundEntityRef(entity);
    const { names, broken } = parseResourcesAnnotation(annotation);
    for (const name of names) {
      const target = {
        kind: 'resource',
        namespace: this.#namespace,
        name: entityNameOf(name),
      };
      emit(
        processingResult.relation({
          source,
          type: RELATION_DEPENDS_ON,
          target,
        }),
      );
      emit(
        processingResult.relation({
          source: target,
          type: RELATION_DEPENDENCY_OF,
          target: source,
        }),
      );
    }
    await this.#warn(stringifyEntityRef(entity), broken, cache);
    return entity;
  }

  /** Once: an error would keep the whole entity from being updated. */
  async #warn(
    ref: string,
    broken: string[],
    cache: CatalogProcessorCache,
  ): Promise<void> {
    const text = broken.map(part => `'${part}'`).join(', ');
    if (text && (await cache.get(WARNED)) !== text) {
      this.#logger.warn(
        `The annotation ${ANNOTATION_RESOURCES} of ${ref} has ${text}, which is ignored; write template/name, such as network/core`,
      );
    }
    await cache.set(WARNED, text);
  }
}
