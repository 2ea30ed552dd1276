import {
  StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { S3Answers } from './S3Answers';
import { SecretsManagerAnswers } from './SecretsManagerAnswers';
import { StsAnswers } from './StsAnswers';
import {
  isSignatureValid,
  isTimely,
  parseAuthorization,
} from './verifySignature';

export const ACCOUNT = '111122223333';

/** Who a key belongs to. */
export interface Principal {
  arn: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A role, and who may assume it. */
export interface Role {
  arn: string;
  trusts?: string;
  externalId?: string;
  /** Identity tokens that it takes. */
  tokens?: Set<string>;
  maxSeconds: number;
}

/** A request that has arrived, and who signed it, where somebody did. */
export interface Call extends StandInRequest {
  principal?: Principal;
  service?: string;
}

/**
 * A local stand-in for STS, Secrets Manager and S3. It checks every signature of
 * version 4 and answers in the form of the services' API descriptions.
 */
export class AwsStandIn extends StandIn {
  readonly keys = new Map<string, Principal>();
  readonly sts = new StsAnswers(this.keys);
  readonly secretsManager = new SecretsManagerAnswers();
  readonly s3 = new S3Answers();

  protected answer(request: StandInRequest): StandInAnswer {
    const call: Call = request;
    const refusal = request.headers.authorization
      ? this.#authenticate(call)
      : undefined;
    const answers = this.#answersFor(call);
    return refusal
      ? answers.refuse(...refusal)
      : answers.answer(call, this.now);
  }

  #answersFor({ headers, service }: Call) {
    if (headers['x-amz-target'] !== undefined) {
      return this.secretsManager;
    }
    // Only calls of STS come without a signature.
    return service === 's3' ? this.s3 : this.sts;
  }

  #authenticate(call: Call): [code: string, message: string] | undefined {
    const signed = parseAuthorization(call);
    call.service = signed.service;
    const principal = this.keys.get(signed.accessKeyId);
    if (!principal) {
      return ['InvalidClientTokenId', 'The security token is invalid.'];
    }
    if (call.headers['x-amz-security-token'] !== principal.sessionToken) {
      return ['InvalidClientTokenId', 'The session token does not fit.'];
    }
    if (!isTimely(call, this.now)) {
      return ['SignatureDoesNotMatch', 'Signature expired.'];
    }
    if (!isSignatureValid(call, signed, principal.secretAccessKey)) {
      return ['SignatureDoesNotMatch', 'The signature does not match.'];
    }
    call.principal = principal;
    return undefined;
  }
}
