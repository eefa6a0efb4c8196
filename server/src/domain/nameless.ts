/** What stands where the name of a person stood who deleted their account. */
export const nameless = 'Deleted account';
