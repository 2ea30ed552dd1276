export interface Config {
  infrakitchen?: {
    integrations?: {
      /**
       * Where services of Google Cloud are reached, in place of their public
       * addresses: for Private Service Connect. Private ones must be in
       * `allowHosts` as well.
       */
      gcpEndpoints?: {
        /** In place of `https://oauth2.googleapis.com`. */
        oauth2?: string;
        /** In place of `https://sts.googleapis.com`. */
        sts?: string;
        /** In place of `https://iamcredentials.googleapis.com`. */
        iamCredentials?: string;
        /** In place of `https://cloudresourcemanager.googleapis.com`. */
        resourceManager?: string;
        /** In place of `https://secretmanager.googleapis.com`. */
        secretManager?: string;
        /** In place of `https://storage.googleapis.com`. */
        storage?: string;
      };
    };
  };
}
