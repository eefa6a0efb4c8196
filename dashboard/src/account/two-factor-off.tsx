import { useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { Modal } from '../ui/modal.tsx';
import { PasswordStep } from './password-step.tsx';

/** Turns the second factor off, after the password. */
export function TwoFactorOff({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const send = async (password: string) => {
    await forge.account.disableTwoFactor(password);
    await queries.invalidateQueries({ queryKey: ['me'] });
    await queries.invalidateQueries({ queryKey: ['members'] });
    onClose();
  };
  return (
    <Modal
      title="Turn off two-factor sign-in"
      description="From then on the password alone signs you in, and the backup codes stop working."
      isOpen
      onClose={onClose}
    >
      <PasswordStep does="Turn off" title="It was not turned off" look="danger" send={send} onCancel={onClose} />
    </Modal>
  );
}
