import type { Config } from '@backstage/config';

/** Names as the engine's provider has them. */
export const CLOUDS = ['public', 'usgovernment', 'china'] as const;

export type Cloud = (typeof CLOUDS)[number];

/** Addresses of a cloud. */
export interface AzureEndpoints {
  authority: string;
  resourceManager: string;
  /** `{account}` stands for the storage account. */
  blob: string;
}

const endpoints: Record<Cloud, AzureEndpoints> = {
  public: {
    authority: 'https://login.microsoftonline.com',
    resourceManager: 'https://management.azure.com',
    blob: 'https://{account}.blob.core.windows.net',
  },
  usgovernment: {
    authority: 'https://login.microsoftonline.us',
    resourceManager: 'https://management.usgovcloudapi.net',
    blob: 'https://{account}.blob.core.usgovcloudapi.net',
  },
  china: {
    authority: 'https://login.chinacloudapi.cn',
    resourceManager: 'https://management.chinacloudapi.cn',
    blob: 'https://{account}.blob.core.chinacloudapi.cn',
  },
};

export function endpointsOf(
  cloud: Cloud,
  given: Partial<AzureEndpoints>,
): AzureEndpoints {
  return { ...endpoints[cloud], ...given };
}

/** For whom tokens are: the same wherever the service is reached. */
export function scopesOf(cloud: Cloud) {
  return {
    resourceManager: `${endpoints[cloud].resourceManager}/.default`,
    blob: 'https://storage.azure.com/.default',
  };
}

/** Reads the endpoints that an operator sets. */
export function readEndpoints(config: Config): Partial<AzureEndpoints> {
  const given = config.getOptionalConfig(
    'infrakitchen.integrations.azureEndpoints',
  );
  const names = ['authority', 'resourceManager', 'blob'] as const;
  return Object.fromEntries(
    names.flatMap(name => {
      const value = given?.getOptionalString(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
