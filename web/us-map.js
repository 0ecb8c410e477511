// The map of the United States as plain paths, so that the server can draw it without a script: one JSON file, made
// from us-atlas when the package is built. States as SVG paths, counties as the points at which a sign for them stands.
import { readFileSync } from "node:fs";
import { geoPath } from "d3-geo";
import { feature } from "topojson-client";

const LEAST_ISLAND = 2; // square pixels; smaller ones are left out, but for the largest part of a state

const atlas = (name) => JSON.parse(readFileSync(new URL(import.meta.resolve(`us-atlas/${name}`)), "utf-8"));

/** A state's shape without specks, largest part first. */
function withoutSpecks(shape, path) {
  const parts = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  const sized = parts.map((coordinates) => ({ type: "Polygon", coordinates }))
    .map((part) => ({ part, size: path.area(part) }))
    .sort((one, other) => other.size - one.size);
  const kept = sized.filter(({ size }, place) => place === 0 || size >= LEAST_ISLAND);
  return kept.map(({ part }) => part);
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
      const drawn = { width: 975, height: 610, states, middles, counties };
      this.emitFile({ type: "asset", fileName: "us-map.json", source: JSON.stringify(drawn) });
    },
  };
}
