export interface Config {
  infrakitchen?: {
    integrations?: {
      /**
       * Where services of Azure are reached, in place of the addresses of the
       * chosen cloud. Private ones must be in `allowHosts` as well.
       */
      azureEndpoints?: {
        /** Issuer of tokens, such as `https://login.microsoftonline.com`. */
        authority?: string;
        resourceManager?: string;
        /** `{account}` stands for the storage account. */
        blob?: string;
      };
    };
  };
}
