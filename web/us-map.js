// The map of the United States as plain paths, so that the server can draw it without a script: one JSON file, made
// from us-atlas when the package is built. States as SVG paths, counties as the points at which a sign for them stands.
// Beside it one file a state with its counties as paths, of which a page needs only one.
import { readFileSync } from "node:fs";
import { geoBounds, geoCentroid, geoConicEqualArea, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const ONE = { width: 760, height: 520, least: 4, room: 24 }; // a state with its counties: pixels, and square pixels
const LEAST_ISLAND = 2; // square pixels; smaller ones are left out, but for the largest part of a state

const atlas = (name) => JSON.parse(readFileSync(new URL(import.meta.resolve(`us-atlas/${name}`)), "utf-8"));

/** A state's shape without specks, largest part first. */
function withoutSpecks(shape, path, least = LEAST_ISLAND) {
  const parts = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  const sized = parts.map((coordinates) => ({ type: "Polygon", coordinates }))
    .map((part) => ({ part, size: path.area(part) }))
    .sort((one, other) => other.size - one.size);
  const kept = sized.filter(({ size }, place) => place === 0 || size >= least);
  return kept.map(({ part }) => part);
}

/** The counties of a state as it is drawn alone: each with its name, its path, its middle, and whether a number fits. */
function countiesOf(features) {
  const whole = { type: "FeatureCollection", features };
  const [longitude] = geoCentroid(whole), [[, south], [, north]] = geoBounds(whole);
  const sixth = (north - south) / 6;
  const projection = geoConicEqualArea().rotate([-longitude, 0]).parallels([south + sixth, north - sixth])
    .fitSize([ONE.width, ONE.height], whole);
  const path = geoPath(projection).digits(0), [[x0, y0], [x1, y1]] = path.bounds(whole);
  projection.translate(projection.translate().map((at, axis) => at - [x0, y0][axis] + 1));
  const counties = {};
  for (const one of features) {
    const parts = withoutSpecks(one.geometry, path, ONE.least);
    const [[left, top], [right, bottom]] = path.bounds(parts[0]);
    counties[one.id] = [one.properties.name, path({ type: "MultiPolygon", coordinates: parts.map((part) => part.coordinates) }),
      ...path.centroid(parts[0]).map(Math.round), right - left >= ONE.room && bottom - top >= ONE.room / 2];
  }
  return { width: Math.ceil(x1 - x0) + 2, height: Math.ceil(y1 - y0) + 2, counties };
}

export function usMap() {
  return {
    name: "us-map",
    generateBundle() {
      const path = geoPath().digits(0);
      const states = {}, middles = {}, counties = {};
      const topology = atlas("states-albers-10m.json");
      for (const one of feature(topology, topology.objects.states).features) {
        const parts = withoutSpecks(one.geometry, path);
        states[one.id] = path({ type: "MultiPolygon", coordinates: parts.map((part) => part.coordinates) });
        middles[one.id] = path.centroid(parts[0]).map(Math.round);
      }
      const within = atlas("counties-albers-10m.json");
      for (const one of feature(within, within.objects.counties).features) {
        const middle = path.centroid(one.geometry).map(Math.round);
        if (middle.every(Number.isFinite)) counties[one.id] = middle;
      }
      const level = atlas("counties-10m.json"), ofState = {};
      for (const one of feature(level, level.objects.counties).features) (ofState[one.id.slice(0, 2)] ??= []).push(one);
      for (const [fips, features] of Object.entries(ofState))
        this.emitFile({ type: "asset", fileName: `us-counties-${fips}.json`, source: JSON.stringify(countiesOf(features)) });
      const drawn = { width: 975, height: 610, states, middles, counties };
      this.emitFile({ type: "asset", fileName: "us-map.json", source: JSON.stringify(drawn) });
    },
  };
}
