"""What tests share: a browser, built sites, a server like GitHub Pages."""
