import { DemoCloudProvider } from './DemoCloudProvider';
import { Diagnostic, toAttributePath } from './diagnostics';
import { providerSchema } from './schema';
import { DynamicValue, fromWire, toWire } from './values';

interface TypedRequest {
  type_name: string;
}

interface ConfigRequest extends TypedRequest {
  config?: DynamicValue;
}

interface UpgradeRequest extends TypedRequest {
  raw_state?: { json: Uint8Array };
}

interface ReadRequest extends TypedRequest {
  current_state?: DynamicValue;
  private: Uint8Array;
}

interface PlanRequest extends ConfigRequest {
  prior_state?: DynamicValue;
  proposed_new_state?: DynamicValue;
}

interface ApplyRequest extends TypedRequest {
  prior_state?: DynamicValue;
  planned_state?: DynamicValue;
}

interface ImportRequest extends TypedRequest {
  id: string;
}

/** The procedures of the protocol, each a translation to the provider. */
export function createProviderService(provider: DemoCloudProvider) {
  return {
    GetSchema: () => providerSchema(),

    PrepareProviderConfig: ({ config }: ConfigRequest) => ({
      prepared_config: config,
      diagnostics: provider.validate(fromWire(config)),
    }),

    ValidateResourceTypeConfig: (request: ConfigRequest) => ({
      diagnostics: provider.validateResource(
        request.type_name,
        fromWire(request.config),
      ),
    }),

    ValidateDataSourceConfig: () => ({ diagnostics: [] as Diagnostic[] }),

    UpgradeResourceState: (request: UpgradeRequest) => {
      const stored = Buffer.from(request.raw_state?.json ?? []).toString();
      return {
        upgraded_state: toWire(
          provider.upgrade(request.type_name, JSON.parse(stored)),
        ),
      };
    },

    Configure: ({ config }: ConfigRequest) => ({
      diagnostics: provider.configure(fromWire(config)),
    }),

    ReadResource: async (request: ReadRequest) => {
      const { state, diagnostics } = await provider.read(
        request.type_name,
        fromWire(request.current_state) ?? {},
      );
      return {
        new_state: toWire(state),
        diagnostics,
        private: request.private,
      };
    },

    PlanResourceChange: (request: PlanRequest) => {
      const { planned, requiresReplace } = provider.plan({
        typeName: request.type_name,
        prior: fromWire(request.prior_state),
        proposed: fromWire(request.proposed_new_state),
        config: fromWire(request.config),
      });
      return {
        planned_state: toWire(planned),
        requires_replace: requiresReplace.map(name => toAttributePath([name])),
      };
    },

    ApplyResourceChange: async (request: ApplyRequest) => {
      const { state, diagnostics } = await provider.apply({
        typeName: request.type_name,
        prior: fromWire(request.prior_state),
        planned: fromWire(request.planned_state),
      });
      return { new_state: toWire(state), diagnostics };
    },

    ImportResourceState: ({ type_name, id }: ImportRequest) => ({
      imported_resources: [
        { type_name, state: toWire(provider.import(type_name, id)) },
      ],
    }),

    ReadDataSource: async ({ config }: ConfigRequest) => {
      const { state, diagnostics } = await provider.readRegions(
        fromWire(config),
      );
      return { state: toWire(state), diagnostics };
    },

    Stop: () => {
      provider.stop();
      return {};
    },
  };
}
