import { HumanDuration } from '@backstage/types';

export interface Config {
  infrakitchen?: {
    /**
     * Folder for caches of repositories and for runs. Must survive a restart
     * of the backend, or runs that it interrupts cannot be followed. A folder
     * `infrakitchen` in the system's temporary folder where absent.
     */
    workingDirectory?: string;

    encryption?: {
      /**
       * Keys for encryption at rest. The first one encrypts, all decrypt.
       * Without any, nothing secret can be stored and no run can be started.
       */
      keys: Array<{
        /** Name that is stored with what the key encrypts. */
        id: string;
        /**
         * At least 32 characters, from a random source.
         * @visibility secret
         */
        secret: string;
      }>;
    };

    git?: {
      /**
       * Hosts that may be reached besides public ones: hosts with private
       * addresses, and hosts that only speak http.
       */
      allowedHosts?: string[];
      /** Folders below which local repositories may be used as sources. */
      localRoots?: string[];
      /** Limit of one git command; a minute where absent. */
      timeout?: HumanDuration | string;
      /** Command that git uses for ssh. */
      sshCommand?: string;
      /**
       * Whether modules may be read with the credentials of the portal's own
       * `integrations`, where no integration of InfraKitchen is for their
       * host; true where absent.
       */
      portalIntegrations?: boolean;
      /**
       * Who commits generated code to workspaces, for hosts that only take
       * commits of members; its author is the user who asked for it.
       */
      committer?: {
        name: string;
        email: string;
      };
      checkout?: {
        /** Largest checkout in megabytes; 200 where absent. */
        maxSizeMb?: number;
        /** Most files of a checkout; 20,000 where absent. */
        maxFiles?: number;
      };
    };

    integrations?: {
      /**
       * Hosts (`host` or `host:port`) that integrations, secrets and storages
       * may call besides public ones with TLS: hosts with private addresses,
       * and hosts that only speak http.
       */
      allowHosts?: string[];
      /** Time for one call of a provider; 30 seconds where absent. */
      timeout?: HumanDuration | string;
      /**
       * Age of secrets in days after which their admins are reminded to rotate
       * them, where a connection says nothing itself. Never where absent.
       */
      reminderDays?: number;
      /**
       * Files with tokens of the backend's own workload, such as projected
       * service account tokens, for clouds that trust their issuer.
       */
      identityTokens?: Array<{
        /** Audience that the token is for. */
        audience: string;
        /** Path of the file; it is read anew each time. */
        file: string;
      }>;
    };

    versions?: {
      /**
       * Time between two looks at the repositories of modules, for new tags and
       * for tags and branches that moved; 15 minutes where absent.
       */
      watchInterval?: HumanDuration | string;
      /** Whether a new tag becomes a version in the lifecycle preview; it does where absent. */
      propose?: boolean;
    };

    workspaces?: {
      /**
       * Whose merge of a pull request approves the plan that it shows. With
       * `anyone`, the default, everybody whom the git host lets merge, whatever
       * the approval rules say; so protect the branch there. With `approvers`
       * those alone who may approve it in the portal too: the merge of anybody
       * else holds the run until an approver has approved it.
       */
      mergeBy?: 'anyone' | 'approvers';
      /**
       * Time between two looks at an open pull request, for what no webhook
       * told; a minute where absent.
       */
      pollInterval?: HumanDuration | string;
      /**
       * Time between two looks at the repository of a workspace: its name, its
       * default branch, and whether it still takes pushes; an hour where absent.
       */
      syncInterval?: HumanDuration | string;
    };

    runs?: {
      /** Whether this replica runs the engine; true where absent. */
      enabled?: boolean;
      /** Runs at the same time on this replica; 2 where absent. */
      concurrency?: number;
      /** Bytes of log that are kept of one run; 10 MiB where absent. */
      maxLogBytes?: number;
      limits?: {
        /** 10 minutes where absent. */
        init?: HumanDuration | string;
        /** 2 hours where absent. */
        plan?: HumanDuration | string;
        /** 24 hours where absent. */
        apply?: HumanDuration | string;
        /** Silence of the engine after which the log warns; 10 minutes where absent. */
        silence?: HumanDuration | string;
        /** Time between INT and KILL when a run is cancelled; 5 minutes where absent. */
        cancelGrace?: HumanDuration | string;
      };
    };

    cascades?: {
      /** Runs of one cascade at once, whatever is asked for; 10 where absent. */
      maxParallel?: number;
    };

    notifications?: {
      /** Path of the pages in the app; `/infrakitchen` where absent. */
      basePath?: string;
      /** Whether who creates a resource follows it; true where absent. */
      followOwn?: boolean;
    };

    access?: {
      /** Role of every signed-in user at everything; `read` where absent. */
      everyone?: 'none' | 'read' | 'write' | 'admin';
      /** Roles that nobody can take away in the portal. */
      grants?: Array<{
        /** Entity ref of a user or group. */
        principal: string;
        role: 'read' | 'write' | 'admin';
        /** Everything where absent. */
        scope?: {
          kind: 'global' | 'project' | 'template' | 'resource';
          id?: string;
          /** Of a project or template, in place of its id. */
          key?: string;
        };
      }>;
      /**
       * Services that are told of every resource and template, besides those
       * whose tokens have accessRestrictions; `plugin:catalog` and
       * `plugin:search` where absent.
       */
      feedReaders?: string[];
      /**
       * With `everyone: none` nothing can be searched for, because the search
       * asks the permission policy alone and never the roles. True says that
       * the policy decides about `infrakitchen.resource.read` and
       * `infrakitchen.template.read` with the rule `HAS_ROLE`.
       */
      searchByPolicy?: boolean;
    };

    state?: {
      /** Versions of a state that are kept; 100 where absent. */
      keepVersions?: number;
      /**
       * Base URL of this plugin as the engine reaches it; that of the
       * discovery service where absent.
       */
      url?: string;
    };
  };
}
