// Which types of keys are texts. Pure; loaded before the rest of this folder is.

const TEXT_TYPES = ["rga", "fugue"];

/**
 * Return whether every key of a lab holds a text.
 *
 * @param {View} view
 */
export const holdsText = ({ protocol }) => TEXT_TYPES.includes(String(protocol.dials.type));
