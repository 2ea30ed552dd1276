export interface Config {
  demo?: {
    /**
     * Whether this portal is a demo: three users to sign in as without a
     * password, a cloud that is made up, and templates to begin with. Only
     * takes effect in development mode.
     */
    enabled?: boolean;
    /** Folder for what the demo makes. */
    directory?: string;
    cloud?: {
      /** Port of the demo cloud on this machine; 7080 where absent. */
      port?: number;
    };
  };
}
