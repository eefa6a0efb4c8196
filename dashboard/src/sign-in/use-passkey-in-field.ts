import { useEffect, useEffectEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { canOfferInField, offerInField, stopPasskeys } from './passkey.ts';

/** Offers passkeys under the e-mail field, where the browser can; says nothing when none is picked, because the button is there as well. */
export function usePasskeyInField(isOn: boolean, onEntered: () => void): void {
  const forge = useForge();
  const enter = useEffectEvent(onEntered);
  useEffect(() => {
    if (!isOn) return;
    let isGone = false;
    const offer = async () => {
      if (!(await canOfferInField()) || isGone) return;
      const options = await forge.auth.startPasskey();
      if (isGone) return;
      await forge.auth.finishPasskey(await offerInField(options));
      if (!isGone) enter();
    };
    offer().catch(() => undefined);
    return () => {
      isGone = true;
      stopPasskeys();
    };
  }, [forge, isOn]);
}
