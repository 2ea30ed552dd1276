import { randomBytes } from 'node:crypto';
import type { StandInAnswer } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { ACCOUNT, type Call, type Principal, type Role } from './AwsStandIn';

/** Query protocol of STS: a form in, XML out. */
export class StsAnswers {
  readonly roles: Role[] = [];
  /** The forms of calls that assume a role. */
  readonly assumed: Record<string, string>[] = [];
  readonly #keys: Map<string, Principal>;

  constructor(keys: Map<string, Principal>) {
    this.#keys = keys;
  }

  answer(call: Call, now: number): StandInAnswer {
    const form = Object.fromEntries(new URLSearchParams(String(call.body)));
    switch (form.Action) {
      case 'GetCallerIdentity':
        return this.#identity(call);
      case 'AssumeRole':
        return this.#assume(form, now, role =>
          call.principal?.arn === role.trusts &&
          role.externalId === form.ExternalId
            ? undefined
            : [
                'AccessDenied',
                `User: ${call.principal?.arn} is not authorized to perform: sts:AssumeRole on resource: ${role.arn}`,
              ],
        );
      case 'AssumeRoleWithWebIdentity':
        return this.#assume(form, now, role =>
          role.tokens?.has(form.WebIdentityToken)
            ? undefined
            : [
                'InvalidIdentityToken',
                `Couldn't retrieve verification key for '${form.WebIdentityToken}'`,
              ],
        );
      default:
        return this.refuse('InvalidAction', String(form.Action));
    }
  }

  refuse(code: string, message: string): StandInAnswer {
    return {
      status: code === 'InvalidIdentityToken' ? 400 : 403,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escape(
        message,
      )}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    };
  }

  #identity({ principal }: Call): StandInAnswer {
    return principal
      ? result('GetCallerIdentity', {
          Arn: principal.arn,
          UserId: 'AIDA',
          Account: principal.arn.split(':')[4] ?? ACCOUNT,
        })
      : this.refuse('MissingAuthenticationToken', 'Request is not signed');
  }

  #assume(
    form: Record<string, string>,
    now: number,
    refusal: (role: Role) => [code: string, message: string] | undefined,
  ): StandInAnswer {
    const role = this.roles.find(({ arn }) => arn === form.RoleArn);
    const seconds = Number(form.DurationSeconds);
    const refused: [string, string] | undefined = role
      ? refusal(role)
      : ['AccessDenied', `${form.RoleArn} cannot be assumed`];
    if (refused) {
      return this.refuse(...refused);
    }
    if (seconds > role!.maxSeconds) {
      return this.refuse(
        'ValidationError',
        'DurationSeconds exceeds the MaxSessionDuration',
      );
    }
    this.assumed.push(form);
    const session = {
      AccessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      SecretAccessKey: randomBytes(30).toString('base64'),
      SessionToken: randomBytes(60).toString('base64'),
      Expiration: new Date(now + seconds * 1000).toISOString(),
    };
    this.#keys.set(session.AccessKeyId, {
      arn: `${role!.arn
        .replace(':iam:', ':sts:')
        .replace(':role/', ':assumed-role/')}/${form.RoleSessionName}`,
      secretAccessKey: session.SecretAccessKey,
      sessionToken: session.SessionToken,
    });
    return result(form.Action, { Credentials: session });
  }
}

type Tree = { [name: string]: string | Tree };

function result(action: string, tree: Tree): StandInAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${xml(
      tree,
    )}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
  };
}

function xml(tree: Tree): string {
  return Object.entries(tree)
    .map(([name, value]) => {
      const inner = typeof value === 'string' ? escape(value) : xml(value);
      return `<${name}>${inner}</${name}>`;
    })
    .join('');
}

export function escape(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
