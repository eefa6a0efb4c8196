import type { WebAuthnJson } from '@forgeyard/sdk';
import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/browser';

/** Whether passkeys work here: they need https (localhost aside) and belong to a name, so never at a bare IP address. */
export function canUsePasskeys(): boolean {
  const isAddress = /^[\d.]+$|:/.test(location.hostname);
  return typeof PublicKeyCredential === 'function' && isSecureContext && !isAddress;
}

/** Lets the person prove a passkey. @throws Error when they cancel or have none here */
export function askForPasskey(options: WebAuthnJson): Promise<AuthenticationResponseJSON> {
  return startAuthentication({ optionsJSON: asRequestOptions(options) });
}

/** Whether the browser can offer passkeys in the list under the e-mail field. */
export async function canOfferInField(): Promise<boolean> {
  return canUsePasskeys() && (await browserSupportsWebAuthnAutofill());
}

/** Waits, without asking, until the person picks a passkey under the e-mail field. @throws Error when something else took its place */
export function offerInField(options: WebAuthnJson): Promise<AuthenticationResponseJSON> {
  return startAuthentication({ optionsJSON: asRequestOptions(options), useBrowserAutofill: true });
}

/** Ends a wait for a passkey. */
export function stopPasskeys(): void {
  WebAuthnAbortService.cancelCeremony();
}

/** Lets the person make a passkey. @throws Error when they cancel or this device already has one */
export function makePasskey(options: WebAuthnJson): Promise<RegistrationResponseJSON> {
  return startRegistration({ optionsJSON: asCreationOptions(options) });
}

/** Words for a passkey that was not used; null for a refusal of the server, which speaks for itself. */
export function passkeyFault(thrown: unknown): string | null {
  if (!(thrown instanceof Error)) return null;
  if (thrown.name === 'InvalidStateError') return 'This device already has a passkey for your account.';
  return thrown.name === 'NotAllowedError' || thrown.name === 'AbortError'
    ? 'No passkey was used: it was cancelled, took too long, or there is none on this device.'
    : null;
}

/** The server makes these with a WebAuthn library, in the shape of the specification; the browser checks every member again. */
function asRequestOptions(options: unknown): PublicKeyCredentialRequestOptionsJSON {
  return options as PublicKeyCredentialRequestOptionsJSON;
}

/** The server makes these with a WebAuthn library, in the shape of the specification; the browser checks every member again. */
function asCreationOptions(options: unknown): PublicKeyCredentialCreationOptionsJSON {
  return options as PublicKeyCredentialCreationOptionsJSON;
}
