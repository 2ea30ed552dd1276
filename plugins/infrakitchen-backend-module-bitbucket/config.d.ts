export interface Config {
  events?: {
    modules?: {
      bitbucketCloud?: {
        /**
         * Secret of the webhooks of Bitbucket Cloud, which signs what they
         * post. Without it they are refused.
         *
         * @visibility secret
         */
        webhookSecret?: string;
      };
    };
  };
}
