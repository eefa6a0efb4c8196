import { createContext } from 'react';

/** How many questions wait for a person; titles begin with it. */
export const OpenCountContext = createContext(0);
