// <nickname-offers>: a nickname that is offered goes into the field.

import { fieldOf, listen, present } from "../lib/dom.js";

class NicknameOffers extends HTMLElement {
  connectedCallback() {
    listen(this, "click", ({ target }) => {
      const offer = target.closest("button");
      if (!offer) return;
      const field = fieldOf(present(this.closest("form"), "form around the nicknames"), "nickname");
      field.value = offer.value;
      field.focus();
    });
  }
}

customElements.define("nickname-offers", NicknameOffers);
