// Attributes of lines, areas, markers and texts. They are kept, but not written to files: C++
// macros do not draw.
#pragma once

#include <Rtypes.h>

inline namespace tmva_root {

using Color_t = Short_t;
using Style_t = Short_t;
using Width_t = Short_t;
using Font_t = Short_t;

class TAttLine {
 public:
  virtual ~TAttLine() = default;
  virtual void SetLineColor(Color_t color) { line_color_ = color; }
  virtual void SetLineStyle(Style_t style) { line_style_ = style; }
  virtual void SetLineWidth(Width_t width) { line_width_ = width; }
  void SetLineColorAlpha(Color_t color, Float_t) { SetLineColor(color); }
  Color_t GetLineColor() const { return line_color_; }
  Style_t GetLineStyle() const { return line_style_; }
  Width_t GetLineWidth() const { return line_width_; }

 private:
  Color_t line_color_ = 1;
  Style_t line_style_ = 1;
  Width_t line_width_ = 1;
};

class TAttFill {
 public:
  virtual ~TAttFill() = default;
  virtual void SetFillColor(Color_t color) { fill_color_ = color; }
  virtual void SetFillStyle(Style_t style) { fill_style_ = style; }
  void SetFillColorAlpha(Color_t color, Float_t) { SetFillColor(color); }
  Color_t GetFillColor() const { return fill_color_; }
  Style_t GetFillStyle() const { return fill_style_; }

 private:
  Color_t fill_color_ = 0;
  Style_t fill_style_ = 1001;
};

class TAttMarker {
 public:
  virtual ~TAttMarker() = default;
  virtual void SetMarkerColor(Color_t color) { marker_color_ = color; }
  virtual void SetMarkerStyle(Style_t style) { marker_style_ = style; }
  virtual void SetMarkerSize(Float_t size) { marker_size_ = size; }
  Color_t GetMarkerColor() const { return marker_color_; }
  Style_t GetMarkerStyle() const { return marker_style_; }
  Float_t GetMarkerSize() const { return marker_size_; }

 private:
  Color_t marker_color_ = 1;
  Style_t marker_style_ = 1;
  Float_t marker_size_ = 1;
};

class TAttText {
 public:
  virtual ~TAttText() = default;
  virtual void SetTextAlign(Short_t align) { text_align_ = align; }
  virtual void SetTextAngle(Float_t angle) { text_angle_ = angle; }
  virtual void SetTextColor(Color_t color) { text_color_ = color; }
  virtual void SetTextFont(Font_t font) { text_font_ = font; }
  virtual void SetTextSize(Float_t size) { text_size_ = size; }
  Short_t GetTextAlign() const { return text_align_; }
  Float_t GetTextAngle() const { return text_angle_; }
  Color_t GetTextColor() const { return text_color_; }
  Font_t GetTextFont() const { return text_font_; }
  Float_t GetTextSize() const { return text_size_; }

 private:
  Short_t text_align_ = 11;
  Float_t text_angle_ = 0;
  Color_t text_color_ = 1;
  Font_t text_font_ = 62;
  Float_t text_size_ = 0.05f;
};

}  // namespace tmva_root
