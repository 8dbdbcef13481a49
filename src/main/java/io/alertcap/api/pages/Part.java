package io.alertcap.api.pages;

/** What an element is made of. */
sealed interface Part permits Attribute, Html {}
