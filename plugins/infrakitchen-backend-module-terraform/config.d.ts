export interface Config {
  infrakitchen?: {
    engine?: {
      /**
       * The Terraform or OpenTofu executable: a path, or a name to look for on
       * PATH. Without it, `terraform` and then `tofu` are looked for.
       */
      binary?: string;
      /**
       * What the executable is. Needed only when neither its name nor what it
       * says about itself tells.
       */
      kind?: 'terraform' | 'tofu';
      /**
       * CLI configuration file of the engine, for example with provider
       * mirrors. Without it, the engine runs without any; a file of the host's
       * user is never read.
       */
      cliConfigFile?: string;
      /**
       * Environment variables for every engine command.
       *
       * @deepVisibility secret
       */
      env?: { [name: string]: string };
      /**
       * How providers take tags for everything that they make. AWS, Google,
       * AzAPI and the demo cloud are known; what is said here comes first.
       */
      defaultTags?: Array<{
        /**
         * Source address, such as `hashicorp/aws`; of a registry of your own
         * with its host.
         */
        provider: string;
        /**
         * Argument of the provider that takes the tags: `default_tags`, or
         * `default_tags.tags` where it is one of a block. Without it the
         * provider is given none, as for a version that cannot take them.
         */
        argument?: string;
        /** Whether the cloud takes labels: lower case letters, digits, _ and -. */
        labels?: boolean;
      }>;
    };
  };
}
