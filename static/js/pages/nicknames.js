// <nickname-offers>: a nickname that is offered goes into the field.

class NicknameOffers extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", ({ target }) => {
      const offer = target.closest("button");
      if (!offer) return;
      const field = this.closest("form").elements.nickname;
      field.value = offer.value;
      field.focus();
    });
  }
}

customElements.define("nickname-offers", NicknameOffers);
