import type { JsonObject } from '@backstage/types';
import {
  isInfrakitchenError,
  secretsOf,
  type ConnectionReport,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectionReport as ProviderReport,
  ProviderContext,
  UsedIntegration,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { Redactor } from '../runs/Redactor';
import type { ConnectionReader } from './ConnectionReader';
import type { ProviderCalls } from './ProviderCalls';
import type { ConnectionRecord } from './types';

/** How a kind of connection is tried. */
export type ConnectionTest = (
  context: ProviderContext & {
    provider: string;
    config: JsonObject;
    integration?: UsedIntegration;
  },
) => Promise<ProviderReport>;

/** Tries connections, with everything secret masked in what comes back. */
export class ConnectionTester {
  readonly #reader: ConnectionReader;
  readonly #calls: ProviderCalls;
  readonly #test: ConnectionTest;
  readonly #logger: LoggerService;

  constructor(options: {
    reader: ConnectionReader;
    calls: ProviderCalls;
    test: ConnectionTest;
    logger: LoggerService;
  }) {
    this.#reader = options.reader;
    this.#calls = options.calls;
    this.#test = options.test;
    this.#logger = options.logger;
  }

  async test(record: ConnectionRecord): Promise<ConnectionReport> {
    const { provider, config, integration, schemas } = await this.#reader.open(
      record,
    );
    const redactor = new Redactor();
    redactor.add(
      ...secretsOf(schemas.own, config),
      ...(integration && schemas.integration
        ? secretsOf(schemas.integration, integration.config)
        : []),
    );
    const report = await this.#tryOut(record, context =>
      this.#test({ ...context, provider, config, integration }),
    );
    return redactor.redactJson({
      ok: report.checks.every(check => check.ok),
      identity: report.identity,
      expiresAt: timestampOf(report.expiresAt),
      checks: report.checks.map(({ name, ok, message }) => ({
        name,
        ok,
        message,
      })),
    });
  }

  async #tryOut(
    record: ConnectionRecord,
    work: (context: ProviderContext) => Promise<ProviderReport>,
  ): Promise<ProviderReport> {
    try {
      return await this.#calls.call(`'${record.name}'`, work);
    } catch (error) {
      // Whatever a client library throws is what did not work.
      this.#logger.debug(`Testing ${record.kind} ${record.id} failed`);
      return {
        checks: [{ name: 'Connection', ok: false, message: reasonOf(error) }],
      };
    }
  }
}

/** What a host tells may be no time at all. */
function timestampOf(time: number | undefined): string | undefined {
  return time !== undefined && Number.isFinite(time)
    ? new Date(time).toISOString()
    : undefined;
}

/** The innermost reason: clients wrap what happened in "fetch failed". */
function reasonOf(error: unknown): string {
  let reason = error;
  while (
    reason instanceof Error &&
    !isInfrakitchenError(reason) &&
    reason.cause instanceof Error
  ) {
    reason = reason.cause;
  }
  return reason instanceof Error ? reason.message : String(reason);
}
