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
    };
  };
}
