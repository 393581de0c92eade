// What is said of a learner on a tile. Pure.

import { stepTitle } from "./state.js";

const NODES = { c: "crashed", p: "paused" };

/**
 * Whole minutes from then to now, in seconds, as words; nothing under one.
 *
 * @param {number} since
 * @param {number} now
 */
export function minutes(since, now) {
  const whole = Math.floor((now - since) / 60);
  return whole < 1 ? "" : ` ${whole} min`;
}

/**
 * The status in words: "hand up", "stuck 3 min".
 *
 * @param {Pick<Learner, "words" | "since">} learner
 * @param {number} now
 */
export const statusWords = ({ words, since }, now) =>
  words + (since === null || since === undefined ? "" : minutes(since, now));

/**
 * Return what a learner is called: the nickname, or the number in a class that does not show names.
 *
 * @param {{ name: string, number: number }} learner
 * @param {boolean} anonymous
 */
export const calledAs = ({ name, number }, anonymous) => (anonymous ? `learner ${number}` : name);

/**
 * A tile in one sentence after the other, for those who hear it.
 *
 * @param {Learner} learner
 * @param {Cluster | undefined} cluster
 * @param {About} about
 * @param {number} now
 */
export function tileSentence(learner, cluster, about, now) {
  const { passed = "", detail } = learner;
  const done = [...passed].filter((mark) => mark === "1").length;
  return [
    calledAs(learner, about.anonymous),
    statusWords(learner, now),
    detail,
    stepTitle(about, learner.lesson, learner.step) && `step ${stepTitle(about, learner.lesson, learner.step)}`,
    passed && `${done} of ${passed.length} passed`,
    clusterWords(cluster),
  ]
    .filter(Boolean)
    .join(". ");
}

/**
 * A cluster in words.
 *
 * @param {Cluster | undefined} cluster
 */
export function clusterWords(cluster) {
  if (!cluster) return "no cluster yet";
  const { nodes, groups, newest, live, act } = cluster;
  const counted = Object.entries(NODES).map(([mark, word]) => ({
    count: [...nodes].filter((each) => each === mark).length,
    word,
  }));
  const behind = [...(newest ?? "")].filter((mark) => mark === "0").length;
  return [
    !live && "as it was left",
    ...counted.map(({ count, word }) => count > 0 && `${count} ${word}`),
    groups && "partitioned",
    behind > 0 && `${behind} without the newest value`,
    act && `last: ${act}`,
  ]
    .filter(Boolean)
    .join(", ");
}
