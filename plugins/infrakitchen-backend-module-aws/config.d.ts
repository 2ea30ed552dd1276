export interface Config {
  infrakitchen?: {
    integrations?: {
      /**
       * Where services of AWS are reached, in place of their public addresses:
       * for VPC endpoints. Private ones must be in `allowHosts` as well.
       */
      awsEndpoints?: {
        sts?: string;
        s3?: string;
        secretsManager?: string;
      };
    };
  };
}
