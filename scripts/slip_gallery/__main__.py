"""Draws the gallery anew."""

from scripts.slip_gallery.pictures import draw_gallery

if __name__ == "__main__":
    print(f"scripts/gallery: {draw_gallery()} pictures drawn")
