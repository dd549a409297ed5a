import js from "@eslint/js";

export default [
  js.configs.recommended,
  {
    rules: {
      // The type checker knows every global of a browser and of Node; a second list would lie.
      "no-undef": "off",
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
          property,
          message: "Data enters a page as text, never as markup.",
        })),
      ],
      "max-lines": ["error", 250],
    },
  },
];
